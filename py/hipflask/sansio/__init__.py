"""The parts of applications and blueprints that need no request: registering and configuring."""
