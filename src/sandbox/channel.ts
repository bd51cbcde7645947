/** The link to the engine, taken out of the process object before a reward can see it. */
import { IPCMessageReader, IPCMessageWriter, createMessageConnection } from "vscode-jsonrpc/node";
import type { MessageConnection } from "vscode-jsonrpc/node";

export interface Channel {
  readonly connection: MessageConnection;
  /** Tells the engine, before the connection speaks, that this process is up. */
  ready(): void;
}

/** Call it once and first: `sealProcess` takes `process.send` away. Ends the process when the engine goes. */
export function openChannel(): Channel {
  const send = process.send?.bind(process);
  if (send === undefined) throw new Error("A sandbox is started by the engine, not by hand.");
  const on = process.on.bind(process);
  const off = process.off.bind(process);
  on("disconnect", process.exit.bind(process, 0));
  const link = { send, on, off } as unknown as NodeJS.Process;
  return {
    connection: createMessageConnection(new IPCMessageReader(link), new IPCMessageWriter(link)),
    ready: () => void send({ ready: true }),
  };
}
