import type { WorkflowGraph } from "../../../contract/workflows/workflows.ts";
import { linkOf } from "./graph-layout.ts";
import { words } from "./words.ts";

/** All inputs of a node as they stand in the graph, long texts too. */
export function NodeDetails({ id, graph }: { id: string; graph: WorkflowGraph["graph"] }) {
	const say = words.use();
	const node = graph[id];
	if (!node) return null;
	const told = (value: unknown) => {
		const link = linkOf(graph, value);
		if (!link) return typeof value === "string" ? value : JSON.stringify(value);
		return say("from_node", { node: `${graph[link.from]?.class_type ?? ""} #${link.from}` });
	};
	return (
		<section
			aria-live="polite"
			aria-label={`${node.class_type} #${id}`}
			className="mt-3 rounded-xl border border-line bg-sheet p-5"
		>
			<h3 className="font-semibold">
				{node._meta?.title ?? node.class_type} <span className="font-normal text-muted">#{id}</span>
			</h3>
			<dl className="mt-3 grid gap-x-6 gap-y-2 sm:grid-cols-[max-content_1fr]">
				{Object.entries(node.inputs).map(([name, value]) => (
					<div key={name} className="contents">
						<dt className="font-mono text-sm text-muted">{name}</dt>
						<dd className="mb-2 whitespace-pre-wrap [overflow-wrap:anywhere] sm:mb-0" dir="auto">
							{told(value)}
						</dd>
					</div>
				))}
			</dl>
		</section>
	);
}
