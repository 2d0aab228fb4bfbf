import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that wait longest, such as for leases to run out: whatever comes last is waited for alone. */
const LONGEST = [
	...[
		"runpod-faults",
		"comfyui-faults",
		"runpod",
		"pipelines",
		"kill-worker",
		"backlog",
		"kill-edge",
		"outage",
		"library",
	],
	...["manga", "webhooks"],
].map((name) => `/e2e/${name}.test.ts`);

/** Vitest's own order, which on a fresh clone goes by the size of a file, but for those. */
export class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const rank = ({ moduleId }: TestSpecification) =>
			LONGEST.findIndex((ending) => moduleId.endsWith(ending));
		const sorted = await super.sort(files);
		const long = sorted.filter((file) => rank(file) !== -1).sort((a, b) => rank(a) - rank(b));
		const at = sorted.findIndex((file) => file.project.name === "e2e");
		const others = sorted.filter((file) => rank(file) === -1);
		return at === -1 ? sorted : [...others.slice(0, at), ...long, ...others.slice(at)];
	}
}
