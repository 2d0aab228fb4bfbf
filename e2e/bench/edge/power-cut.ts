import { DarkroomClient } from "../../../client/client.ts";
import { startStack } from "../../stack/stack.ts";

const ROUNDS = 3;
const SUBMITTERS = 8;
/** Jobs acknowledged before the power goes, in each round. */
const BEFORE_CUT = 150;

/** Kills the edge in the middle of submissions and counts what was acknowledged and is gone afterwards. */
export async function powerCut(): Promise<[string, string][]> {
	const stack = await startStack({ workers: 0, account: { max_jobs: 100_000 } });
	try {
		const acknowledged: string[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			// One try: a request that the cut interrupts counts as not acknowledged.
			const client = new DarkroomClient({ url: stack.edge.url, key: stack.client.key, tries: 1 });
			let cut = false;
			let enough = () => {};
			const reached = new Promise<void>((resolve) => (enough = resolve));
			const before = acknowledged.length;
			const lane = async (lane: number) => {
				for (let i = 0; !cut; i++) {
					const job = await client
						.submit({
							workflow: "storyboard-image",
							parameters: { prompt: `${round} ${lane} ${i}`, seed: i },
						})
						.catch(() => null);
					if (job) acknowledged.push(job.id);
					else if (cut) return;
					if (acknowledged.length - before >= BEFORE_CUT) enough();
				}
			};
			const lanes = Array.from({ length: SUBMITTERS }, (_, i) => lane(i));
			await reached;
			const restarted = stack.restartEdge();
			cut = true;
			await Promise.all([restarted, ...lanes]);
		}
		const there = new Set<string>();
		for (let cursor: string | null = ""; cursor !== null; ) {
			const page = await stack.client.jobs({ limit: 200, ...(cursor ? { cursor } : {}) });
			for (const job of page.data) there.add(job.id);
			cursor = page.next_cursor;
		}
		const lost = acknowledged.filter((id) => !there.has(id)).length;
		return [
			[
				`kill -9 of the edge under load, ${ROUNDS} times`,
				`${acknowledged.length} acknowledged, ${lost} lost (${there.size - acknowledged.length} stored without an answer)`,
			],
		];
	} finally {
		await stack.stop();
	}
}
