import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer, type TlsOptions, type TLSSocket } from 'node:tls';

/** The encrypted end of a clinic server, as a balancer stands in front of it; everything it could read is counted. */
export interface TlsFront {
  readonly port: number;
  /** Bytes that came out of the encryption: what the other side has told this one. */
  heardBytes(): number;
  /** Another certificate, as after a renewal or an attack; kept connections are cut. */
  show(options: TlsOptions): void;
  stop(): Promise<void>;
}

/** `upstream`: port on loopback of the plain server behind; null answers every request with an empty JSON object. */
export async function startTlsFront(options: TlsOptions, upstream: number | null): Promise<TlsFront> {
  const open = new Set<Socket | TLSSocket>();
  let heard = 0;

  function serve(socket: TLSSocket): void {
    keep(socket);
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.length;
    });
    if (upstream === null) {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}'));
      return;
    }
    const behind = connect(upstream, '127.0.0.1');
    keep(behind);
    socket.pipe(behind).pipe(socket);
    socket.on('close', () => behind.destroy());
    behind.on('close', () => socket.destroy());
  }

  function keep(socket: Socket | TLSSocket): void {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // The other side walks away in the middle of a handshake: that is what is tested here.
    socket.on('error', () => socket.destroy());
  }

  const server = createServer(options, serve);
  server.on('connection', keep);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => open.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    heardBytes: () => heard,
    show(next) {
      server.setSecureContext(next);
      cut();
    },
    async stop() {
      const closed = new Promise((resolve) => void server.close(resolve));
      cut();
      await closed;
    },
  };
}
