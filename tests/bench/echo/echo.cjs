let value = null;

process.parentPort.on('message', ({ data, ports: [port] }) => {
  if (port === undefined) {
    value = data;
    return;
  }
  port.on('message', (event) => port.postMessage({ type: 'reply', id: event.data.id, reply: { ok: true, value } }));
  port.start();
});
