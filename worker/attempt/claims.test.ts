import { afterEach, beforeEach, expect, test } from "vitest";
import { Comfy } from "../comfyui/comfy.ts";
import { WarmModels } from "../comfyui/warm-models.ts";
import { ComfyHttp } from "../comfyui/wire/http.ts";
import { EdgeClient } from "../edge-api/client.ts";
import { Registration } from "../presence/registration.ts";
import { silentLogger } from "../process/log.ts";
import { HttpPool } from "../process/request.ts";
import { FakeEdge } from "../testing/fake-edge.ts";
import { HeldClock } from "../testing/held-clock.ts";
import { identity } from "../testing/identity.ts";
import { Claims } from "./claims.ts";

const stop = new AbortController();
let [clock, edge, pool] = [new HeldClock(), new FakeEdge(), new HttpPool()];
let claims: Claims;

beforeEach(async () => {
	[clock, edge, pool] = [new HeldClock(), new FakeEdge(), new HttpPool()];
	await edge.listen();
	const none = () => undefined;
	const client = new EdgeClient(new URL(edge.url), edge.token, pool);
	const setting = { folder: null, partnerKey: null, profile: "none" };
	const http = new ComfyHttp(new URL("http://127.0.0.1:1"), pool);
	const on = { opened: none, closed: none };
	const comfy = new Comfy(http, setting, { pingMs: 1_000, pauseMs: 10 }, clock, silentLogger, on);
	claims = new Claims({
		edge: client,
		registration: new Registration(identity, comfy, client, clock, silentLogger, stop.signal, none),
		warm: new WarmModels(),
		clock,
		log: silentLogger,
		tickets: null,
		pollMs: 7_000,
		restMs: 1_000,
		signal: stop.signal,
		on: { task: none, answered: none, thumbnailsWanted: none, fatal: none },
	});
});
afterEach(async () => {
	stop.abort();
	await claims.settled();
	pool.close();
	await edge.close();
});

/** How many claims begin now. */
async function begun(): Promise<number> {
	claims.ring();
	claims.start(1);
	const { count } = claims;
	return count;
}

test("after ComfyUI took nothing, nothing is claimed for a while, twice as long each time, whoever rings", async () => {
	for (const pause of [1_000, 2_000, 4_000]) {
		claims.hold();
		expect(await begun()).toBe(0);
		clock.advance(pause - 1);
		expect(await begun()).toBe(0);
		clock.advance(1);
	}
	for (let i = 0; i < 30; i++) claims.hold();
	clock.advance(59_999);
	expect(await begun()).toBe(0);
	claims.resume();
	claims.hold();
	clock.advance(1_000);
	expect(await begun()).toBe(1);
});
