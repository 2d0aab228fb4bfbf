import type { MiddlewareHandler } from "hono";
import { ApiError, problemResponse } from "../problem.ts";
import type { AppTypes } from "./app-types.ts";
import { type Clock, Incoming, systemClock } from "./incoming.ts";

/** While it is waited for, a body brings so many bytes in so many milliseconds: some 400 a second. Or it is ended. */
export const PACE = { bytes: 8192, ms: 20_000 } as const;

/** Why a body did not arrive whole: its sender was too slow, or went away. Neither is anybody's fault here. */
export type BodyFailure = "slow" | "gone";

/**
 * The bytes of a body as they come. Where they come slower than `PACE`, or not to their end, `failed` is told why and
 * the stream breaks. Whoever does not want the rest leaves it to others. Only the time in which the sender is waited for counts: a reader here may take its time.
 */
export function paced(
	incoming: Incoming,
	failed: (why: BodyFailure) => void,
	{ now, after }: Clock = systemClock,
): ReadableStream<Uint8Array> {
	let [bytes, waited] = [0, 0];
	const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
		const began = now();
		const fail = (why: BodyFailure) => {
			failed(why);
			controller.error(new Error(`the body is ${why}`));
		};
		let callOff = () => {};
		const late = new Promise<"slow">((resolve) => {
			callOff = after(Math.max(0, PACE.ms - waited), () => resolve("slow"));
		});
		try {
			const next = await Promise.race([incoming.read(), late]);
			if (next === "slow") {
				fail("slow");
				incoming.cancel();
			} else if (next.done) controller.close();
			else {
				bytes += next.value.byteLength;
				waited += now() - began;
				if (bytes >= PACE.bytes) [bytes, waited] = [0, 0];
				controller.enqueue(next.value);
			}
		} catch {
			fail("gone");
		} finally {
			callOff();
		}
	};
	return new ReadableStream({ pull }, { highWaterMark: 0 });
}

/** Ends requests whose body comes too slowly with 408, and passes over those whose sender went away. */
export const cutSlowBodies: MiddlewareHandler<AppTypes> = async (c, next) => {
	const { raw } = c.req;
	if (raw.body === null) return next();
	const incoming = new Incoming(raw.body);
	c.set("incoming", incoming);
	const bytes = paced(incoming, (why) => c.set("bodyFailure", why));
	// A form is read here, piece by piece: to pass it through a stream of known length as well copies it once more.
	const isForm = /^multipart\//i.test(c.req.header("content-type") ?? "");
	c.req.raw = new Request(raw, {
		body: isForm ? bytes : withLength(bytes, c.req.header("content-length")),
		signal: raw.signal,
	});
	await next();
	const why = c.get("bodyFailure");
	if (why === undefined) return;
	c.res = undefined;
	c.res = problemResponse(bodyProblem(why), c.req.path);
};

export function bodyProblem(why: BodyFailure): ApiError {
	const detail =
		why === "slow"
			? `the body brought less than ${PACE.bytes} bytes in ${PACE.ms / 1000} seconds; send it again, faster`
			: "the body ended before it was whole";
	return new ApiError("request_timeout", detail);
}

/** Storage takes a stream only if it knows how long it is. */
function withLength(
	bytes: ReadableStream<Uint8Array>,
	length: string | undefined,
): ReadableStream<Uint8Array> {
	if (length === undefined || !/^\d{1,15}$/.test(length)) return bytes;
	const { readable, writable } = new FixedLengthStream(Number(length));
	// Why it broke is told by `paced`, and to whoever reads by the stream itself.
	bytes.pipeTo(writable).catch(() => {});
	return readable;
}
