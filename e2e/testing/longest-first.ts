import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that wait longest, such as for leases to run out: whatever comes last is waited for alone. */
const LONGEST = [
	...["comfyui-faults", "documents", "pipelines", "runpod-pods", "kill-worker", "runpod", "runpod-faults"],
	...["library", "manga", "comfyui-contract", "training-stage", "backlog", "published-clients"],
].map((name) => `/e2e/${name}.test.ts`);

/** Vitest's own order, which on a fresh clone goes by the size of a file, but for those; groups of projects stay apart. */
export class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const rank = ({ moduleId }: TestSpecification) =>
			LONGEST.findIndex((ending) => moduleId.endsWith(ending));
		const sorted = await super.sort(files);
		const long = sorted.filter((file) => rank(file) !== -1).sort((a, b) => rank(a) - rank(b));
		return [...long, ...sorted.filter((file) => rank(file) === -1)];
	}
}
