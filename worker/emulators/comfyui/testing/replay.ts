import { once } from "node:events";
import { expect } from "vitest";
import { isRecord } from "../graph.ts";
import type { ComfyEmulator } from "../server.ts";
import { describeBinary, Listener } from "./listener.ts";
import {
	normalise,
	normaliseBinary,
	normaliseReply,
	normaliseText,
	normaliseType,
	TempNames,
} from "./normalise.ts";
import type { Entry, FrameEntry, HttpEntry } from "./recording.ts";
import { missedSteps, recordedOrder, reorder } from "./timeline.ts";
import { uploads } from "./uploads.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Plays the client side of recorded situations against one emulator and compares everything it says. */
export class Replay {
	/** Frames and HTTP answers compared so far. */
	readonly counts = { frames: 0, answers: 0 };
	private readonly emulator: ComfyEmulator;
	private readonly clock: VirtualClock;
	private readonly clients = new Map<string, Listener>();
	private readonly ids = new Map<string, string>();
	private readonly recordedTemp = new TempNames();
	private readonly emulatedTemp = new TempNames();
	/** Order of outputs the recorded server's sets happened to have. */
	outputOrder: readonly string[] = [];

	constructor(emulator: ComfyEmulator, clock: VirtualClock) {
		this.emulator = emulator;
		this.clock = clock;
	}

	/** Ids of the recording -> ids of this run, in a text. */
	private toActual(text: string): string {
		return [...this.ids].reduce((result, [recorded, actual]) => result.replaceAll(recorded, actual), text);
	}

	private toRecorded(text: string): string {
		return [...this.ids].reduce((result, [recorded, actual]) => result.replaceAll(actual, recorded), text);
	}

	private async barrier(): Promise<void> {
		await Promise.all([...this.clients.values()].map((client) => client.barrier()));
	}

	/** Waits for a frame, letting time pass only when nothing else can bring it. */
	private async receive(client: Listener, index: number, what: string): Promise<void> {
		while (client.received.length <= index) {
			const arrival = client.arrival();
			await Promise.race([arrival, this.clock.whenParked(), this.emulator.whenIdle()]);
			await this.barrier();
			if (client.received.length > index) return;
			if (this.clock.parked) this.clock.advance();
			else if (this.emulator.idle) throw new Error(`the emulator never sent ${what}`);
		}
	}

	/** Lets everything queued run to its end. */
	private async settle(): Promise<void> {
		let idle = false;
		const whenIdle = this.emulator.whenIdle().then(() => {
			idle = true;
		});
		while (!idle) {
			await Promise.race([whenIdle, this.clock.whenParked()]);
			if (!idle) this.clock.advance();
		}
		await this.barrier();
	}

	private async frame(entry: FrameEntry): Promise<void> {
		const client = this.clients.get(entry.client);
		if (!client) throw new Error(`no client ${entry.client}`);
		const index = client.compared++;
		await this.receive(client, index, JSON.stringify(entry).slice(0, 300));
		const got = client.received[index];
		if (!got) return;
		this.counts.frames++;
		const where = `frame ${index} of ${entry.client}`;
		if ("binary" in entry) {
			const described: Record<string, unknown> = got.binary
				? describeBinary(Buffer.from(this.binaryIds(got.data)))
				: { text: got.data.toString() };
			// One recorder wrote down the type of a preview frame and nothing of its content.
			const kept = "magic" in entry.binary || entry.binary.bin !== 1 ? described : { bin: described.bin };
			expect(normaliseBinary(kept), where).toEqual(normaliseBinary(entry.binary));
			return;
		}
		const text = got.binary ? "bin" : this.toRecorded(got.data.toString());
		if ("raw" in entry) {
			expect(normaliseText(text, this.emulatedTemp), where).toBe(normaliseText(entry.raw, this.recordedTemp));
			return;
		}
		const message: unknown = got.binary ? describeBinary(got.data) : JSON.parse(text);
		this.learnSid(entry.message, message);
		const expected = normalise(entry.message, this.recordedTemp);
		expect(this.withRecordedIds(normalise(message, this.emulatedTemp)), where).toEqual(expected);
	}

	private binaryIds(data: Buffer): Buffer {
		return Buffer.from(this.toRecorded(data.toString("latin1")), "latin1");
	}

	private withRecordedIds(value: unknown): unknown {
		return JSON.parse(this.toRecorded(JSON.stringify(value)));
	}

	private learnSid(recorded: unknown, actual: unknown): void {
		const sid = (value: unknown): string | undefined => {
			const data = isRecord(value) ? value.data : undefined;
			return isRecord(data) && typeof data.sid === "string" ? data.sid : undefined;
		};
		const [wanted, got] = [sid(recorded), sid(actual)];
		if (wanted && got && /^[0-9a-f]{32}$/.test(wanted) && /^[0-9a-f]{32}$/.test(got))
			this.ids.set(wanted, got);
	}

	private async http(entry: HttpEntry): Promise<void> {
		const reply = await this.request(entry);
		const text = await reply.text();
		let body: unknown;
		try {
			body = JSON.parse(text);
		} catch {
			body = undefined;
		}
		const { response } = entry;
		if (entry.path === "/prompt" && isRecord(response) && isRecord(body)) {
			this.ids.set(String(response.prompt_id), String(body.prompt_id));
		}
		// The recorder kept 400 characters of what is not JSON.
		body = body === undefined ? this.toRecorded(text.slice(0, 400)) : this.withRecordedIds(body);
		this.counts.answers++;
		expect({
			request: `${entry.method} ${entry.path}`,
			status: reply.status,
			type: reply.headers.get("content-type"),
			body: normaliseReply(entry.path, body, this.emulatedTemp),
		}).toEqual({
			request: `${entry.method} ${entry.path}`,
			status: entry.status,
			type: normaliseType(entry.contentType, response),
			body: normaliseReply(entry.path, response, this.recordedTemp),
		});
	}

	private request(entry: HttpEntry): Promise<Response> {
		const url = this.emulator.url + this.toActual(entry.path);
		if (entry.body === undefined || entry.body === null) return fetch(url, { method: entry.method });
		if (entry.body === "[form]") return fetch(url, { method: entry.method, body: uploads.next() });
		const body = typeof entry.body === "string" ? entry.body : this.toActual(JSON.stringify(entry.body));
		const headers: Record<string, string> = { "content-type": "application/json" };
		// The one request that the recorder sent with a foreign Origin.
		if (entry.status === 403) headers.origin = "http://evil.example";
		return fetch(url, { method: entry.method, body, headers });
	}

	/** Lets so many steps happen while nobody listens. */
	private async pass(steps: number): Promise<void> {
		for (let i = 0; i < steps; i++) {
			await this.clock.whenParked();
			this.clock.advance();
		}
		if (steps > 0) await this.clock.whenParked();
	}

	private async open(name: string, id: string | undefined, flags: boolean): Promise<void> {
		const query = id === undefined ? "" : `?clientId=${id}`;
		const client = new Listener(`${this.emulator.url.replace("http", "ws")}/ws${query}`);
		this.clients.set(name, client);
		await once(client.socket, "open");
		if (flags) {
			client.socket.send(
				JSON.stringify({ type: "feature_flags", data: { supports_preview_metadata: true } }),
			);
		}
	}

	private async close(name: string, code: number): Promise<void> {
		const client = this.clients.get(name);
		if (!client) return;
		await this.barrier();
		const extra = client.received.slice(client.compared).map(({ data }) => data.toString().slice(0, 200));
		expect(extra, `frames of ${name} that the recording does not have`).toEqual([]);
		const closed = once(client.socket, "close");
		if (code === 1006) client.socket.terminate();
		else client.socket.close();
		await closed;
		this.clients.delete(name);
		await this.emulator.whenClients(this.clients.size);
	}

	/** Replays one situation. `midRun` names clients that were closed while a prompt was running. */
	async run(
		entries: readonly Entry[],
		options: { flags?: boolean; midRun?: readonly string[] } = {},
	): Promise<void> {
		uploads.reset();
		const ordered = reorder(entries);
		for (const [at, entry] of ordered.entries()) {
			switch (entry.kind) {
				case "note":
					break;
				case "open":
					await this.pass(missedSteps(ordered, at));
					await this.open(entry.client, entry.id, options.flags ?? false);
					break;
				case "close":
					if (!options.midRun?.includes(entry.client)) await this.settle();
					await this.close(entry.client, entry.code);
					break;
				case "frame":
					await this.frame(entry);
					break;
				case "http":
					this.outputOrder = recordedOrder(entries, entry);
					await this.http(entry);
			}
		}
		if (this.clients.size === 0) await this.settle();
	}
}
