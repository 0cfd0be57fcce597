/**
 * Lets the browser do what has come up meanwhile, such as the next fetch event. A message, because
 * promises run before all else and browsers make nested timeouts wait for some milliseconds.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
