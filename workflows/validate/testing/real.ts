import { isRecord, readObjectInfo } from "../../object-info/read.ts";
import { dumps, loads } from "../python/python-json.ts";
import { serverOf, type ValidationServer } from "../server.ts";
import { type Answer, ordersUntilEqual, ourAnswer, withFiles } from "./compare.ts";
import { Generator } from "./generate.ts";
import { spoil } from "./mutate.ts";
import { Dice } from "./random.ts";

/** One graph on which a real ComfyUI and we disagree. */
export interface Difference {
	seed: number;
	done: string[];
	graph: unknown;
	real: Answer;
	ours: Answer;
}

export interface Comparison {
	compared: number;
	equal: number;
	/** Of the equal ones: how many the server accepts, refuses, and answers with 500. */
	statuses: Record<number, number>;
	/** Of the equal ones: how many needed another order than ours. */
	reordered: number;
	differences: Difference[];
}

/** A real ComfyUI, asked with graphs that are not to run. */
export class RealServer {
	readonly rules: ValidationServer;
	/** Prompts wait behind a blocked one, so that none of them runs. */
	readonly plugged: boolean;
	private readonly url: string;

	private constructor(url: string, rules: ValidationServer, plugged: boolean) {
		this.url = url;
		this.rules = rules;
		this.plugged = plugged;
	}

	static async connect(url: string): Promise<{ server: RealServer; objectInfo: unknown }> {
		const objectInfo = loads(await (await fetch(`${url}/object_info`)).text());
		const stats: unknown = await (await fetch(`${url}/system_stats`)).json();
		const system = isRecord(stats) && isRecord(stats.system) ? stats.system : {};
		const comfyui = typeof system.comfyui_version === "string" ? { comfyui: system.comfyui_version } : {};
		const plugged = readObjectInfo(objectInfo).has("ProbeProgress");
		const server = new RealServer(url, withFiles(serverOf(objectInfo, comfyui)), plugged);
		if (plugged) {
			await server.post({
				"1": {
					class_type: "EmptyImage",
					inputs: { width: 8, height: 8, batch_size: 1, color: Date.now() % 1e6 },
				},
				"2": {
					class_type: "ProbeProgress",
					inputs: { image: ["1", 0], steps: 10_000, ms: 60, preview: false },
				},
				"3": { class_type: "PreviewImage", inputs: { images: ["2", 0] } },
			});
		}
		return { server, objectInfo };
	}

	/** The answer to a graph; if it was accepted, it is taken off the queue at once. */
	async ask(graph: unknown): Promise<Answer> {
		const { status, body } = await this.post(graph);
		const id = isRecord(body) ? body.prompt_id : undefined;
		if (status === 200) await this.send("/queue", { delete: [id] });
		if (!isRecord(body)) return { status, error: null, node_errors: null };
		return { status, error: body.error ?? null, node_errors: body.node_errors };
	}

	/** Ends the blocked prompt, and waits until nothing runs. */
	async close(): Promise<void> {
		if (!this.plugged) return;
		await this.send("/interrupt", {});
		for (let tries = 0; tries < 100; tries++) {
			const queue: unknown = await (await fetch(`${this.url}/queue`)).json();
			if (isRecord(queue) && Array.isArray(queue.queue_running) && queue.queue_running.length === 0) return;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		throw new Error("the blocked prompt did not end");
	}

	private async post(prompt: unknown): Promise<{ status: number; body: unknown }> {
		const response = await this.send("/prompt", { prompt });
		const text = await response.text();
		return { status: response.status, body: response.status === 500 ? undefined : loads(text) };
	}

	private send(path: string, body: unknown): Promise<Response> {
		const headers = { "content-type": "application/json" };
		return fetch(this.url + path, { method: "POST", headers, body: dumps(body) });
	}
}

/**
 * Asks a real ComfyUI about generated and spoilt graphs, and compares.
 *
 * @param graphs to start from, besides generated ones
 */
export async function compareWith(
	real: RealServer,
	objectInfo: unknown,
	graphs: readonly Record<string, unknown>[],
	count: number,
	firstSeed = 1,
): Promise<Comparison> {
	const info = readObjectInfo(objectInfo);
	const server = real.rules;
	const result: Comparison = { compared: 0, equal: 0, statuses: {}, reordered: 0, differences: [] };
	for (let seed = firstSeed; seed < firstSeed + count; seed++) {
		const dice = new Dice(seed);
		const sound =
			graphs.length > 0 && dice.chance(0.4)
				? dice.pick(graphs)
				: new Generator(info, server.rules, dice).graph();
		const { graph, done } = dice.chance(0.9)
			? spoil(sound, info, server.rules, dice)
			: { graph: sound, done: [] };
		const ours = ourAnswer(graph, server);
		// On a server that would run it, only what nothing can come of.
		if (!real.plugged && ours.status === 200) continue;
		const answer = await real.ask(graph);
		result.compared += 1;
		const tried = ordersUntilEqual(answer, graph, server);
		if (tried === undefined) {
			result.differences.push({ seed, done, graph, real: answer, ours });
			continue;
		}
		result.equal += 1;
		result.statuses[answer.status] = (result.statuses[answer.status] ?? 0) + 1;
		if (tried > 0) result.reordered += 1;
	}
	return result;
}
