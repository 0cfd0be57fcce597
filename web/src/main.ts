/** Entry point of the boot page. */
document.documentElement.dataset["boot"] = "started";
