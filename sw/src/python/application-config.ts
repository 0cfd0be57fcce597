import type { SiteManifest } from "../protocol";
import { keepsAnswers } from "../static-policy";

/** How the application is found and mounted; see `HostConfig` in hipflask.browser. */
export interface ApplicationConfig {
  readonly spec: string;
  readonly root: string;
  readonly script_name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly flask_alias: boolean;
  readonly debug: boolean;
  readonly static_cache: boolean;
  /** Folders that last. */
  readonly persist: readonly string[];
  readonly tools: boolean;
}

/** @param base - where the site is mounted */
export function applicationConfig(manifest: SiteManifest, base: URL): ApplicationConfig {
  return {
    ...manifest.application,
    script_name: base.pathname.replace(/\/$/, ""),
    environment: manifest.environment,
    flask_alias: manifest.flask_alias,
    debug: manifest.debug,
    static_cache: keepsAnswers(manifest),
    persist: manifest.persist,
    tools: manifest.tools,
  };
}
