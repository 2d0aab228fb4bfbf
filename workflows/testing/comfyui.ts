import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { WorkflowDefinition } from "../definition/define.ts";
import type { ApiGraph } from "../graph/graph.ts";
import { type Capabilities, summariseObjectInfo } from "../object-info/capabilities.ts";
import { type JobPlan, type Planned, planWorkflow, type TaskPlan } from "../plan/plan.ts";
import { absent } from "./absent.ts";

/** What the tests of this folder share. */

/** A source of randomness that is none. */
export const random = { seed: () => 4242 };

/** The plan, or a failed test that shows the problems. */
export function planOf(planned: Planned): JobPlan {
	if (!planned.ok) throw new Error(JSON.stringify(planned.problems, null, 2));
	return planned.plan;
}

/** The problems as `[pointer, code]`, or a failed test where there are none. */
export function problemsOf(planned: Planned): [string, string][] {
	if (planned.ok) throw new Error("this was expected to be refused");
	return planned.problems.map((p) => [p.pointer, p.code]);
}

/** The first task of a workflow with these parameters. */
export function taskOf(workflow: WorkflowDefinition, parameters: Record<string, unknown>): TaskPlan {
	const [task] = planOf(planWorkflow(workflow, parameters, random)).tasks;
	if (task === undefined) throw new Error("no task");
	return task;
}

/** Where two graphs differ, as `node.input`, or `node` where only one has it. */
export function difference(one: ApiGraph, other: ApiGraph): string[] {
	const ids = [...new Set([...Object.keys(one), ...Object.keys(other)])];
	return ids.flatMap((id) => {
		const [a, b] = [one[id], other[id]];
		if (a === undefined || b === undefined || a.class_type !== b.class_type) return [id];
		return [...new Set([...Object.keys(a.inputs), ...Object.keys(b.inputs)])]
			.filter((input) => JSON.stringify(a.inputs[input]) !== JSON.stringify(b.inputs[input]))
			.map((input) => `${id}.${input}`);
	});
}

/** The capabilities of a ComfyUI of our own making that has every node of the library, and few models. */
export function ownCapabilities(): Capabilities {
	return summariseObjectInfo(readJson(join(import.meta.dirname, "../fixtures/object_info.json")), "9.9.9");
}

const recorded = resolve(import.meta.dirname, "../../../shared/fixtures");

/** A file of the recordings of real software; see {@link absent} for where they are not at hand. */
export function recording(path: string): unknown {
	const file = join(recorded, path);
	if (existsSync(file)) return readJson(file);
	return absent(`no recording ${file}`);
}

export const recordings = recorded;

export function readJson(file: string): unknown {
	return JSON.parse(readFileSync(file, "utf8"));
}
