import type { Conversion } from "../../workflows/convert/convert.ts";
import { compareGraphs, type Difference } from "../../workflows/convert/testing/compare.ts";
import type { ApiGraph } from "../../workflows/graph/graph.ts";
import type { Queued } from "./editor.ts";

/** How a conversion stands beside what the editor makes of the same file. */
export type Verdict =
	| { kind: "equal" }
	/** It differs, and its own notices or problems name why. */
	| { kind: "told"; why: string[] }
	/** It differs and says nothing of it. */
	| { kind: "silent"; differences: string[] };

/**
 * Every node and every input counts; titles do not, which the editor translates.
 *
 * @param explain why an editor of then does otherwise than the one of today, or undefined where that is not why
 */
export function judge(
	conversion: Conversion,
	queued: Queued,
	explain: (graph: ApiGraph, prompt: Record<string, unknown>) => string[] | undefined = () => undefined,
): Verdict {
	if (!conversion.ok) return { kind: "told", why: conversion.problems.map((problem) => problem.message) };
	const said = conversion.unknowns.map((unknown) => unknown.message);
	if ("failed" in queued) {
		if (said.length > 0) return { kind: "told", why: said };
		return { kind: "silent", differences: [`the editor fails: ${queued.failed}`] };
	}
	const differences = compareGraphs(conversion.graph, queued.prompt);
	if (differences.length === 0) return { kind: "equal" };
	const untold = differences.filter((difference) => !said.some((message) => names(message, difference)));
	if (untold.length > 0) {
		const older = explain(conversion.graph, queued.prompt);
		return older === undefined
			? { kind: "silent", differences: untold.map(describe) }
			: { kind: "told", why: older };
	}
	const why = said.filter((message) => differences.some((difference) => names(message, difference)));
	return { kind: "told", why };
}

/** A notice speaks of a difference where it names the node, by its own id, and the input. */
function names(message: string, { node, input }: Difference): boolean {
	const id = node.split(":").at(-1) ?? "";
	const words = ` ${message.replaceAll(/[^\w"-]+/g, " ")} `.toLowerCase();
	return (
		words.includes(` node ${id} `.toLowerCase()) && (input === undefined || message.includes(`"${input}"`))
	);
}

function describe({ node, input, got, wanted }: Difference): string {
	const show = (value: unknown) => (JSON.stringify(value) ?? "nothing").slice(0, 120);
	return `${node}${input === undefined ? "" : `.${input}`}: ${show(got)}, the editor ${show(wanted)}`;
}
