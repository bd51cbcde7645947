/**
 * Awaited before each run of a graph: what stops it, a signal or a message, is delivered between turns of the event loop, and ONNX Runtime's Node binding
 * runs a graph within one. Without it the next run would begin before anybody could say that it shall not: a pass more, of a large model a minute.
 */
export function nextTurn(): Promise<void> {
  return new Promise((go) => setImmediate(go));
}
