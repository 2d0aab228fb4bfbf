import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/** A way to an edge on which event streams break off in the middle, as in a mobile network. */
interface CuttingProxy {
	url: string;
	/** How many streams it has cut. */
	cuts(): number;
	stop(): Promise<void>;
}

const STREAM = /^GET \S+\/events[? ]/;
/** A numbered event, with which the stream ends. */
const NUMBERED = /^id: \d+$/m;

/** Cuts so many streams, each in the middle of its first numbered event. */
export async function startCuttingProxy(to: string, most: number): Promise<CuttingProxy> {
	const { hostname, port } = new URL(to);
	const open = new Set<Socket>();
	let cuts = 0;
	const server = createServer((client) => {
		const edge = connect(Number(port), hostname);
		let isStream = false;
		const end = () => {
			client.destroy();
			edge.destroy();
		};
		for (const socket of [client, edge]) {
			open.add(socket);
			socket.on("error", end);
			socket.on("close", () => {
				open.delete(socket);
				end();
			});
		}
		client.on("data", (bytes) => {
			isStream ||= STREAM.test(bytes.toString("latin1"));
			edge.write(bytes);
		});
		edge.on("data", (bytes) => {
			const at = isStream && cuts < most ? bytes.toString("latin1").search(NUMBERED) : -1;
			if (at < 0) return void client.write(bytes);
			cuts += 1;
			// Half of its line comes yet.
			client.end(bytes.subarray(0, at + 3));
			edge.destroy();
		});
		edge.on("end", () => client.end());
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		cuts: () => cuts,
		async stop() {
			for (const socket of open) socket.destroy();
			server.close();
			await once(server, "close");
		},
	};
}
