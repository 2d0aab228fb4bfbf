import { type HostileRequest, hostileRoutes } from "../../../edge/testing/hostile-routes.ts";
import { type CrowdEdge, startCrowdEdge } from "../instruments/crowd-edge.ts";
import { post } from "../instruments/fleet.ts";
import { percentile } from "../instruments/measure.ts";
import { memoryOf, peakOf, resetPeak, secondsOf, workerdOf } from "../instruments/processor.ts";

/** Requests to each route; `HOSTILE_REQUESTS` says otherwise. */
const REQUESTS = Number(process.env.HOSTILE_REQUESTS ?? 5_000);
/** Which routes, with commas between; all where it is not set. They are independent: one can be measured by itself. */
const ASKED = process.env.HOSTILE_ROUTES?.split(",");
/** How often on the way it is looked at how much workerd holds. */
const LOOKS = 5;
/** About how large the largest are, in characters. */
const CHARACTERS = 400_000;
const scale = { characters: CHARACTERS };

/** The edge among the workers in its workerd. */
const OURS = "core:user:darkroom";

/**
 * Requests that are meant to be expensive, one after the other, over every route that works on what it is sent:
 * the processor time of workerd for each, the largest answers, and how much memory it held at most meanwhile. What
 * V8 has not collected yet is in that, of the requests before as well: one request alone takes less. What stays once
 * it has collected is told last: that is what somebody keeps.
 */
export async function hostile(): Promise<[string, string][]> {
	const edge = await startCrowdEdge();
	try {
		const admin = { authorization: `Bearer ${edge.adminKey}`, "content-type": "application/json" };
		const made = await post(`${edge.url}/v1/accounts`, admin, { name: "hostile", max_jobs: 1_000_000 });
		const { api_key } = (await made.json()) as { api_key: { key: string } };
		const pid = await workerdOf(process.pid);
		const rows: [string, string][] = [];
		for (const [path, attack] of Object.entries(hostileRoutes)) {
			if (ASKED !== undefined && !ASKED.includes(path)) continue;
			const measured = await route(edge, api_key.key, pid, path, attack);
			for (const row of measured) console.error(row.join("  "));
			rows.push(...measured);
		}
		return rows;
	} finally {
		await edge.stop();
	}
}

async function route(
	edge: CrowdEdge,
	key: string,
	pid: number,
	path: string,
	attack: (seed: number, scale: { characters: number }) => HostileRequest,
): Promise<[string, string][]> {
	const seconds: number[] = [];
	let worst = { seconds: 0, shape: "", sent: 0, seed: 0 };
	let largest = { answer: 0, shape: "", sent: 0 };
	let broken = 0;
	const held = [await memoryOf(pid)];
	const grown: number[] = [];
	let widest = { grown: 0, shape: "", sent: 0, seed: 0 };
	for (let seed = 1; seed <= REQUESTS; seed++) {
		const { shape, body } = attack(seed, scale);
		const text = JSON.stringify(body);
		const before = await memoryOf(pid);
		await resetPeak(pid);
		const began = await secondsOf(pid);
		const response = await fetch(`${edge.url}${path}`, {
			method: "POST",
			headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
			body: text,
		});
		const answer = (await response.text()).length;
		const took = (await secondsOf(pid)) - began;
		seconds.push(took);
		if (response.status >= 500 || response.status === 429) broken += 1;
		if (took > worst.seconds) worst = { seconds: took, shape, sent: text.length, seed };
		if (answer > largest.answer) largest = { answer, shape, sent: text.length };
		const more = (await peakOf(pid)) - before;
		grown.push(more);
		if (more > widest.grown) widest = { grown: more, shape, sent: text.length, seed };
		if (seed % Math.ceil(REQUESTS / LOOKS) === 0) held.push(await memoryOf(pid));
	}
	const heaps = await edge.heaps();
	const own = heaps.get(OURS) ?? Number.NaN;
	const others = [...heaps.values()].reduce((sum, one) => sum + one, -own);
	const over = seconds.filter((one) => one > 1).length;
	return [
		[
			`${path}, ${REQUESTS} hostile requests`,
			`CPU p50 ${percentile(seconds, 0.5).toFixed(2)} · p99 ${percentile(seconds, 0.99).toFixed(2)} · most ${worst.seconds.toFixed(2)} s (${worst.shape}, ${worst.sent} sent, seed ${worst.seed}); over 1 s: ${over}; 429 and 5xx: ${broken}`,
		],
		[
			`${path}, peak memory of workerd over what it held before each`,
			`p50 ${percentile(grown, 0.5).toFixed(1)} · p99 ${percentile(grown, 0.99).toFixed(1)} · most ${widest.grown.toFixed(1)} MB (${widest.shape}, ${widest.sent} sent, seed ${widest.seed}); over 64 MB: ${grown.filter((one) => one > 64).length}`,
		],
		[
			`${path}, what workerd held on the way`,
			`${held.map((one) => one.toFixed(0)).join(" -> ")} MB; of that in V8 once collected: ${own.toFixed(1)} MB of the edge, ${others.toFixed(1)} MB of D1, R2 and the rest`,
		],
		[`${path}, largest answer`, `${largest.answer} characters (${largest.shape}, ${largest.sent} sent)`],
	];
}
