import type { ConvertOptions } from "../convert/convert.ts";
import { type GraphOf, graphOf } from "../import/read/graph-of.ts";
import { readSource } from "../import/read/read-source.ts";
import { readBytes, say } from "./io.ts";
import type { Server } from "./server.ts";

export type Loaded = GraphOf & {
	/** Assets by place, where the file is a request of ours. */
	inputs?: unknown;
	/** The graph as it stands in the file, integers beyond 2^53 as `bigint`; null where it was converted. */
	exact: unknown;
};

/** The graph in a file, `-` for stdin. What had to be decided on the way is said. */
export async function load(
	file: string,
	server: Server | null,
	options: ConvertOptions = {},
): Promise<Loaded> {
	const source = await readSource(readBytes(file), server !== null);
	if (!source.ok) return { ...source, exact: null };
	const made = graphOf(source.graphs, server?.objectInfo ?? null, options);
	if (made.ok) for (const note of made.notes) say(note);
	const [first] = source.graphs;
	return {
		...made,
		exact: first.kind === "api" ? first.value : null,
		...(source.inputs === undefined ? {} : { inputs: source.inputs }),
	};
}
