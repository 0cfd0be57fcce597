// Goes into each page that is measured. A visit begins with the first document of the tab, which may
// be a boot page that gives way to another, and ends when what was asked for is on screen.
(() => {
  if (!location.protocol.startsWith("http")) return;
  sessionStorage.benchStart ??= String(performance.timeOrigin);

  globalThis.benchShown = () =>
    requestAnimationFrame(() =>
      // The second frame begins when the first has been painted.
      requestAnimationFrame(() => {
        const start = Number(sessionStorage.benchStart);
        delete sessionStorage.benchStart;
        console.info(`bench: ${performance.timeOrigin + performance.now() - start}`);
      }),
    );

  addEventListener("DOMContentLoaded", () => {
    const bootPage = document.getElementById("hipflask-config");
    const peer = document.documentElement.dataset.bench === "peer";
    if (!bootPage && !peer) globalThis.benchShown();
  });
})();
