import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as z from "zod";
import type { ApiGraph } from "../../../workflows/graph/graph.ts";
import type { Clock } from "../../process/clock.ts";
import { ConfigError } from "../../process/config.ts";
import type { Comfy } from "../comfy.ts";

/** Between two looks at whether it is over; milliseconds. */
const LOOK_MS = 250;
/** Answers that do not know it, after which it counts as gone. */
const MISSES = 3;
/** A warm-up that loads the largest models from a slow disk is over by then; milliseconds. */
const PATIENCE_MS = 600_000;

/** A picture that needs no model: it brings up the GPU, the executor and what they load on first use. */
const SMALL: ApiGraph = {
	"1": { class_type: "EmptyImage", inputs: { width: 64, height: 64, batch_size: 1, color: 0 } },
	"2": { class_type: "PreviewImage", inputs: { images: ["1", 0] } },
};

const graphSchema = z.record(
	z.string(),
	z.object({ class_type: z.string(), inputs: z.record(z.string(), z.json()) }),
);

/**
 * Reads the graph to warm up with: `1` is one without models, anything else a file in API form. Throws
 * {@link ConfigError}.
 */
export async function warmUpGraph(setting: string): Promise<ApiGraph> {
	if (setting === "1") return SMALL;
	try {
		return graphSchema.parse(JSON.parse(await readFile(setting, "utf8")));
	} catch (error) {
		const why =
			error instanceof z.ZodError ? "is no graph in API form (Save (API) in ComfyUI)" : String(error);
		throw new ConfigError(`WARM_UP: ${setting}: ${why}`);
	}
}

/**
 * Runs a graph before there is work, so that whoever comes first does not wait for models to load. Resolves with what
 * went wrong, or null: a worker that could not be warmed up is slow, not useless. Its result is forgotten.
 */
export async function warmUp(
	comfy: Comfy,
	graph: ApiGraph,
	clock: Clock,
	signal: AbortSignal,
): Promise<string | null> {
	const promptId = randomUUID();
	try {
		const { http, clientId } = comfy;
		const reply = await http.prompt({
			prompt: graph,
			prompt_id: promptId,
			client_id: clientId,
			extra_data: {},
		});
		if (!reply.accepted) return `ComfyUI refuses it: ${JSON.stringify(reply.body).slice(0, 500)}`;
		// An older ComfyUI chooses the id.
		const id = reply.promptId;
		const until = clock.now() + PATIENCE_MS;
		for (let misses = 0; !signal.aborted; ) {
			const found = await comfy.locate(id);
			if (found.where === "history") {
				await http.forget(id);
				const { verdict } = found;
				if (verdict.result === "success") return null;
				return verdict.result === "error" ? (verdict.error.exception_message ?? "it failed") : "interrupted";
			}
			// Between two questions it may have gone from where the second one looks to where the first one did.
			if (found.where === "nowhere" && ++misses >= MISSES) return "ComfyUI forgot it";
			if (clock.now() >= until) {
				await comfy.withdraw(id);
				return `it takes longer than ${PATIENCE_MS / 1_000} s`;
			}
			await clock.sleep(LOOK_MS, signal);
		}
		return "the worker leaves";
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}
