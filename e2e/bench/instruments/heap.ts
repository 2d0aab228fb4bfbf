import { once } from "node:events";
import { WebSocket } from "ws";

interface Reply {
	id?: number;
	result?: { usedSize?: number };
}

/**
 * MB that the JavaScript of each worker in a workerd holds after V8 has collected what nobody needs any more, by
 * name: ours is `core:user:darkroom`, the others are Miniflare's D1, R2 and what it has besides. What workerd and
 * SQLite hold outside V8 is in none.
 *
 * @param inspector where Miniflare's inspector listens
 */
export async function heapsOf(inspector: URL): Promise<Map<string, number>> {
	const address = `http://${inspector.host}/json`;
	const targets = (await (await fetch(address)).json()) as { id: string; webSocketDebuggerUrl: string }[];
	const heaps = new Map<string, number>();
	for (const { id, webSocketDebuggerUrl } of targets) heaps.set(id, await heapOf(webSocketDebuggerUrl));
	return heaps;
}

async function heapOf(url: string): Promise<number> {
	const socket = new WebSocket(url);
	const waiting = new Map<number, (reply: Reply) => void>();
	socket.on("message", (text) => {
		const reply = JSON.parse(String(text)) as Reply;
		// The pieces of the snapshot itself have none.
		if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
	});
	await once(socket, "open");
	const ask = (id: number, method: string) =>
		new Promise<Reply>((answered) => {
			waiting.set(id, answered);
			socket.send(JSON.stringify({ id, method }));
		});
	try {
		// workerd never answers to collectGarbage; a snapshot begins with the same.
		await ask(1, "HeapProfiler.takeHeapSnapshot");
		const { result } = await ask(2, "Runtime.getHeapUsage");
		return (result?.usedSize ?? Number.NaN) / 2 ** 20;
	} finally {
		socket.terminate();
	}
}
