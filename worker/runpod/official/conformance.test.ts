import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { workerEnvironment } from "../../emulators/runpod/environment.ts";
import { RunpodEmulator } from "../../emulators/runpod/server.ts";
import { silentLogger } from "../../process/log.ts";
import { HttpPool } from "../../process/request.ts";
import { slowPicture } from "../../testing/graphs.ts";
import { until } from "../../testing/until.ts";
import { ended, useRig } from "../../testing/use-rig.ts";
import { Platform } from "../platform.ts";
import { readPlatform } from "../platform-env.ts";
import recording from "./recording.json" with { type: "json" };
import { SCENES, type Scene } from "./scenes.ts";
import { type WireCall, wireCall } from "./wire.ts";

/**
 * A call without what differs on purpose: the version is each worker's own; and the official one, whose connections keep
 * the headers of the last result, names in its polls a request that is over, which ours does not.
 */
function compared({ headers: { "x-request-id": named, ...headers }, query, ...call }: WireCall): WireCall {
	const { runpod_version: version, ...rest } = query;
	return {
		...call,
		query: { ...rest, ...(version === undefined ? {} : { runpod_version: "its own" }) },
		headers: { ...headers, ...(call.method === "POST" && named ? { "x-request-id": named } : {}) },
	};
}

const official = (scene: Scene) => recording[scene].map((call) => compared(call as WireCall));
/** As a set: two loops poll beside each other, and their order says nothing. */
const distinct = (calls: readonly WireCall[]) => [...new Set(calls.map(inOrder))].sort();
/** With its parameters by name: their order says nothing. */
function inOrder({ query, headers, ...call }: WireCall): string {
	const sorted = (of: object) => Object.entries(of).sort();
	return JSON.stringify({ ...call, query: sorted(query), headers: sorted(headers) });
}
const said = (calls: readonly WireCall[]) => calls.filter(({ method }) => method === "POST");

describe("as the official worker was recorded (runpod-python 1.12.0)", () => {
	let runpod: RunpodEmulator;
	let platform: Platform;
	beforeEach(async () => {
		runpod = new RunpodEmulator({ holdMs: 20 });
		await runpod.listen();
		const env = workerEnvironment(runpod.url, { worker: "w 1", key: runpod.workerKey });
		platform = new Platform(readPlatform(env), new HttpPool(), "1.2.3");
	});
	afterEach(() => runpod.close());
	const never = new AbortController().signal;

	/** Ours does what the scene asks; the ids of its requests. */
	const play: Record<Scene, () => Promise<string[]>> = {
		async plain() {
			const ids = SCENES.plain.map((input) => runpod.run(input).id);
			const [first = "", second = "", third = ""] = ids;
			await platform.ping([]);
			await platform.stops(never);
			await platform.take(false, 1, never);
			await platform.say(first, { status: "IN_PROGRESS", output: SCENES.plain[0].progress });
			await platform.ping([first]);
			await platform.say(first, { output: { done: true } });
			await platform.take(false, 1, never);
			await platform.say(second, { error: "in words" });
			await platform.take(false, 1, never);
			await platform.say(third, { output: { done: true }, stopPod: true });
			return ids;
		},
		async parts() {
			const [{ parts }] = SCENES.parts;
			const { id } = runpod.run({ parts });
			await platform.ping([]);
			await platform.stops(never);
			await platform.take(false, 1, never);
			for (const part of parts) await platform.stream(id, part);
			await platform.say(id, { output: parts }, { streamed: true });
			return [id];
		},
		async several() {
			const ids = SCENES.several.map((input) => runpod.run(input).id);
			await platform.ping([]);
			await platform.stops(never);
			await platform.take(false, 3, never);
			for (const [at, { answer }] of SCENES.several.entries())
				await platform.say(ids[at] ?? "", { output: answer });
			return ids;
		},
		async unfit() {
			await platform.unhealthy("unfit", "RuntimeError: no GPU is here", silentLogger);
			return [];
		},
	};

	test.each(Object.keys(SCENES) as Scene[])("%s: the same calls, word for word", async (scene) => {
		const ids = await play[scene]();
		const ours = runpod.calls.map((call) => compared(wireCall(call, ids)));
		expect(distinct(ours)).toEqual(distinct(official(scene)));
		expect(said(ours)).toEqual(said(official(scene)));
	});
});

describe("a whole worker", () => {
	const rig = useRig();
	/** What a call is made of, whatever it says. */
	const shape = ({ method, path, query, headers }: WireCall) =>
		[method, path.split("/")[0], Object.keys(query).sort(), Object.entries(headers).sort()].join(" ");

	test("makes no call whose address, parameters or headers the official one does not make", async () => {
		const anonymous = (call: WireCall) => {
			const { headers, ...rest } = compared(call);
			const id = headers["x-request-id"];
			return shape({
				...rest,
				headers: { ...headers, ...(id === undefined ? {} : { "x-request-id": "its" }) },
			});
		};
		const known = new Set(
			Object.values(recording).flatMap((calls) => calls.map((call) => anonymous(call as WireCall))),
		);
		await rig.start({ runpod: {} });
		const task = rig.submit(slowPicture(1, 100, 20));
		const request = rig.runpod.run({ v: 1, kind: "ticket", ticket_id: "t1" });
		const empty = rig.runpod.run({ v: 1, kind: "ticket", ticket_id: "t2" });
		await ended(task);
		await until("both are brought back", () =>
			[request, empty].every(({ status }) => status === "COMPLETED"),
		);
		rig.edge.faults = [{ what: "claim", how: 401, times: 9 }];
		rig.runpod.run({ v: 1, kind: "ticket", ticket_id: "t3" });
		await expect(rig.worker.ended).rejects.toThrow();
		const calls = rig.runpod.calls.map((call) => wireCall(call, []));
		const places = new Set(calls.map(({ path }) => path.split("/")[0]));
		for (const place of ["job-take", "job-stop", "job-done", "ping"]) expect(places).toContain(place);
		for (const call of calls) expect(known, JSON.stringify(call)).toContain(anonymous(call));
	});
});
