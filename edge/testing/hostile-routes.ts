import { bodyAttack } from "../../workflows/testing/hostile/bodies.ts";
import { characterAttack } from "../../workflows/testing/hostile/characters.ts";
import { uiAttack } from "../../workflows/testing/hostile/files.ts";
import { graphAttack } from "../../workflows/testing/hostile/graphs.ts";
import type { Scale } from "../../workflows/testing/hostile/making.ts";
import { pipelineAttack } from "../../workflows/testing/hostile/pipelines.ts";

export interface HostileRequest {
	/** What is large or steep about it. */
	shape: string;
	body: object;
}

function shaped({ shape, ...body }: { shape: string }): HostileRequest {
	return { shape, body };
}

/** Bodies of any kind, graphs and files of the editor, one after the other; `more` stands beside the last two. */
function mixed(seed: number, scale: Scale, more: object = {}): HostileRequest {
	// The seed chooses the shape as well: each kind has seeds of its own, so that no shape is left out.
	const own = Math.floor(seed / 3);
	if (seed % 3 === 0) return bodyAttack(own, scale);
	const { shape, body } = shaped(seed % 3 === 1 ? graphAttack(own, scale) : uiAttack(own, scale));
	return { shape, body: { ...body, ...more } };
}

/** What is posted to every route that works on what it is sent. The same seed and scale, the same request. */
export const hostileRoutes: Record<string, (seed: number, scale: Scale) => HostileRequest> = {
	"/v1/workflows/validate": mixed,
	"/v1/workflows/convert": (seed, scale) => shaped(uiAttack(seed, scale)),
	"/v1/workflows": (seed, scale) => mixed(seed, scale, { id: `hostile-${seed}` }),
	"/v1/workflows/storyboard-image/estimate": (seed, scale) => {
		const { shape, body } = bodyAttack(seed, scale);
		return { shape, body: "parameters" in body ? { parameters: body.parameters } : body };
	},
	"/v1/jobs": (seed, scale) => {
		const own = Math.floor(seed / 2);
		if (seed % 2 === 0) return bodyAttack(own, scale);
		const { shape, graph } = graphAttack(own, scale);
		return { shape, body: { graph } };
	},
	"/v1/pipelines": pipelineAttack,
	"/v1/characters": characterAttack,
	"/v1/tokens": bodyAttack,
};
