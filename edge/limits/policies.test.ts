import { expect, test } from "vitest";
import type { Env } from "../env.ts";
import { limited, limitHeaders } from "./headers.ts";
import { accountPolicy, addressPolicy, networkOf } from "./policies.ts";
import { BELIEVED_MS, OpenSockets } from "./sockets.ts";

const env = (vars: Partial<Env>) => vars as Env;

test("a limit is the account's own, else the configured one, else the default", () => {
	const configured = env({ LIMIT_REQUESTS: "100", LIMIT_UPLOADS: "many", LIMIT_BODY_BYTES: "0" });
	expect(accountPolicy(configured, "requests", { requests: 7 }).quota).toBe(7);
	expect(accountPolicy(configured, "requests", { uploads: 7 }).quota).toBe(100);
	expect(accountPolicy(configured, "uploads", null).quota).toBe(3000);
	expect(accountPolicy(configured, "body-bytes", null)).toMatchObject({ quota: 1e10, unit: "content-bytes" });
	expect(addressPolicy(env({}), "failed-authentications")).toMatchObject({ quota: 600, window: 60 });
});

test("an address of IPv4 counts alone, one of IPv6 with the 64 bits that its owner has", () => {
	expect(networkOf(undefined)).toBeNull();
	expect(networkOf("")).toBeNull();
	expect(networkOf("192.0.2.7")).toBe("192.0.2.7");
	expect(networkOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
	expect(networkOf("2001:0DB8:0001:0002::9")).toBe("2001:db8:1:2::/64");
	expect(networkOf("2001:db8::1")).toBe("2001:db8:0:0::/64");
	expect(networkOf("::1")).toBe("0:0:0:0::/64");
	expect(networkOf("2001:db8:1::")).toBe("2001:db8:1:0::/64");
	expect(networkOf("::ffff:192.0.2.7")).toBe("::ffff:192.0.2.7");
});

test("headers are as the draft has them; the refusal names the limit and when to come back", () => {
	const requests = accountPolicy(env({}), "requests", { requests: 60 });
	const bytes = accountPolicy(env({}), "body-bytes", { "body-bytes": 600 });
	expect(limitHeaders([])).toEqual({});
	expect(
		limitHeaders([
			{ policy: requests, left: 57.9, wait: 0 },
			{ policy: bytes, left: -30, wait: 5 },
		]),
	).toEqual({
		"ratelimit-policy": '"requests";q=60;w=60, "body-bytes";q=600;qu="content-bytes";w=60',
		ratelimit: '"requests";r=57;t=3, "body-bytes";r=0;t=5',
	});
	const refusal = limited("the account", [
		{ policy: requests, left: 57, wait: 0 },
		{ policy: bytes, left: -30, wait: 5 },
	]);
	expect(refusal).toMatchObject({
		code: "rate_limited",
		message: 'the account has reached its limit "body-bytes" (600 bytes in 60 seconds); try again in 5 s',
		errors: [{ pointer: "", code: "body-bytes", message: "600 bytes in 60 seconds" }],
		headers: { "retry-after": "5", ratelimit: '"body-bytes";r=0;t=5' },
	});
});

test("open sockets are counted over all jobs; one that closes makes room, and a job that falls silent has none", () => {
	const sockets = new OpenSockets();
	expect(sockets.open("a", 3, 0)).toBe(true);
	expect(sockets.open("b", 3, 0)).toBe(true);
	expect(sockets.open("b", 3, 0)).toBe(true);
	expect(sockets.open("c", 3, 0)).toBe(false);
	sockets.has("b", 1, 1000);
	expect(sockets.open("c", 3, 1000)).toBe(true);
	expect(sockets.open("d", 3, BELIEVED_MS - 1)).toBe(false);
	expect(sockets.total(BELIEVED_MS)).toBe(2);
	sockets.has("b", 0, BELIEVED_MS);
	expect(sockets.total(BELIEVED_MS)).toBe(1);
});
