import { once } from "node:events";
import { WebSocket } from "ws";
import { EVENTS_PROTOCOL } from "../../../edge/contract/sockets.ts";
import { startStack } from "../../stack/stack.ts";
import { hollowWorkers, post } from "../instruments/fleet.ts";
import { percentile } from "../instruments/measure.ts";

const SOCKETS = 500;
const EVENTS = 50;

/** One job, many watchers: every tick must reach every one of them. */
export async function fanOut(): Promise<[string, string][]> {
	const stack = await startStack({ workers: 0 });
	try {
		const [worker] = await hollowWorkers(stack, 1, await stack.poolToken("default"));
		const job = await stack.client.submit({
			workflow: "storyboard-image",
			parameters: { prompt: "watched", seed: 1 },
		});
		const task = await worker?.claim();
		if (!task) throw new Error("there was nothing to claim");
		const url = `${stack.edge.url.replace("http", "ws")}/v1/jobs/${job.id}/socket`;
		const headers = { authorization: `Bearer ${stack.client.key}` };
		let delivered = 0;
		const delays: number[] = [];
		let sentAt = 0;
		let done = () => {};
		const all = new Promise<void>((resolve) => (done = resolve));
		const sockets = Array.from({ length: SOCKETS }, () => {
			const socket = new WebSocket(url, [EVENTS_PROTOCOL], { headers });
			socket.on("message", (data) => {
				if (!data.toString().includes('"type":"progress"')) return;
				delivered += 1;
				delays.push(performance.now() - sentAt);
				if (delivered === SOCKETS * EVENTS) done();
			});
			return socket;
		});
		await Promise.all(sockets.map((socket) => once(socket, "open")));
		const began = performance.now();
		for (let seq = 1; seq <= EVENTS; seq++) {
			sentAt = performance.now();
			await post(
				`${stack.edge.url}/v1/tasks/${task.task_id}/attempts/${task.epoch}/progress`,
				{ authorization: `Bearer ${task.grant}`, "content-type": "application/json" },
				{ seq, events: [tick(seq)] },
			);
		}
		const patience = setTimeout(done, 10_000);
		await all;
		clearTimeout(patience);
		const seconds = (performance.now() - began) / 1000;
		for (const socket of sockets) socket.terminate();
		return [
			[
				`events delivered, one job, ${SOCKETS} sockets`,
				`${delivered} of ${SOCKETS * EVENTS}, ${(delivered / seconds).toFixed(0)}/s, report to socket p95 ${percentile(delays, 0.95).toFixed(0)} ms`,
			],
		];
	} finally {
		await stack.stop();
	}
}

function tick(seq: number) {
	return {
		type: "progress",
		percent: seq,
		node: "8",
		node_title: "Sampler",
		step: seq,
		steps: EVENTS,
		nodes_done: 1,
		nodes_total: 10,
		message: null,
	};
}
