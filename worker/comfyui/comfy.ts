import { createHash, randomUUID } from "node:crypto";
import * as z from "zod";
import { type Capabilities, summariseObjectInfo } from "../../workflows/object-info/capabilities.ts";
import type { Clock } from "../process/clock.ts";
import type { Logger } from "../process/log.ts";
import { HttpError } from "../process/request.ts";
import { withoutOwnFolders } from "./own-folder.ts";
import { type PackedInfo, packInfo } from "./packed-info.ts";
import {
	type ComfySetting,
	inputDirectory,
	loraDirectory,
	outputDirectory,
	reportedSetting,
	tempDirectory,
} from "./setting.ts";
import type { Found } from "./watch-state.ts";
import type { ComfyMessage } from "./wire/frames.ts";
import { verdictOf } from "./wire/history.ts";
import { type ComfyHttp, isRefused, type SystemStats } from "./wire/http.ts";
import { ComfySocket, type SocketOptions } from "./wire/socket.ts";
import { type ComfyFeatures, featuresOf } from "./wire/version.ts";

export interface PromptListener {
	/** A frame of this prompt, or one without an id while this prompt runs. */
	message(message: ComfyMessage): void;
	/** A frame of another prompt. */
	alive(): void;
	socketLost(): void;
	processDied(): void;
}

/** What a ComfyUI is, as far as others want to know. */
export interface ComfyProfile {
	features: ComfyFeatures;
	capabilities: Capabilities;
	gpu: { name: string; vram_bytes: number; type: string };
	emulated: boolean;
	/** Classes that leave outputs. */
	outputNodes: ReadonlySet<string>;
	/** Where ComfyUI's input folder lies, as an absolute path on its machine; null where that is not known. */
	inputDirectory: string | null;
	/** The same for its output folder. */
	outputDirectory: string | null;
	/** The same for its folder of previews. */
	tempDirectory: string | null;
	/** The folder that it loads LoRAs from; null where this process does not reach it. */
	loraDirectory: string | null;
	/** The operator chose a preview method on the command line: then we do not choose one per prompt. */
	previewsConfigured: boolean;
	/** What it said of its nodes, for the edge; null where that is too large to send. */
	packedInfo: PackedInfo | null;
	/** Of all that the profile is made from: the same hash is the same ComfyUI with the same nodes and files. */
	infoHash: string;
}

/** The ComfyUI beside this worker: its HTTP API, its socket, and who listens for which prompt. */
export class Comfy {
	readonly http: ComfyHttp;
	readonly setting: ComfySetting;
	readonly socket: ComfySocket;
	/** One per worker process: frames go to whoever submitted the prompt under this name. */
	readonly clientId: string = randomUUID();
	profile: ComfyProfile | null = null;
	private readonly listeners = new Map<string, PromptListener>();
	private readonly clock: Clock;
	private readonly log: Logger;
	/** The prompt that runs, for frames that do not say whose they are. */
	private current: string | null = null;

	constructor(
		http: ComfyHttp,
		setting: ComfySetting,
		options: SocketOptions,
		clock: Clock,
		log: Logger,
		on: { opened(again: boolean): void; closed(): void },
	) {
		this.http = http;
		this.setting = setting;
		this.clock = clock;
		this.log = log;
		const listener = {
			message: (message: ComfyMessage) => this.dispatch(message),
			opened: (again: boolean) => on.opened(again),
			closed: () => {
				for (const prompt of this.listeners.values()) prompt.socketLost();
				on.closed();
			},
		};
		this.socket = new ComfySocket(http.socketUrl(this.clientId), options, listener, clock, log);
	}

	/** Listens for a prompt. Do it before submitting: a cached prompt is over in no time. */
	subscribe(promptId: string, listener: PromptListener): () => void {
		this.listeners.set(promptId, listener);
		return () => {
			if (this.listeners.get(promptId) === listener) this.listeners.delete(promptId);
		};
	}

	/** Tells everybody who waits for a prompt that the supervised process is gone. */
	died(): void {
		for (const listener of this.listeners.values()) listener.processDied();
	}

	/** Asks where a prompt is: history first, because what is there will not change any more. */
	async locate(promptId: string): Promise<Found> {
		try {
			const entry = await this.http.history(promptId);
			if (entry !== null) {
				const verdict = verdictOf(entry) ?? { result: "success", startedAt: null, endedAt: null };
				return { where: "history", verdict, entry };
			}
			const queue = await this.http.queue();
			if (queue.running.includes(promptId)) return { where: "running" };
			if (!queue.pending.includes(promptId)) return { where: "nowhere" };
			return { where: "pending", idle: queue.running.length === 0 };
		} catch (error) {
			return { where: isRefused(error) ? "refused" : "silent" };
		}
	}

	/**
	 * Asks ComfyUI to take a prompt out of the queue or to stop it, whichever applies. Never throws: it is
	 * repeated until it shows an effect.
	 */
	async withdraw(promptId: string): Promise<void> {
		try {
			await this.http.dequeue(promptId);
			const targeted = this.profile?.features.targetedInterrupt ?? false;
			// An older ComfyUI stops whatever runs, and that may be somebody else's prompt.
			if (targeted || (await this.http.queue()).running.includes(promptId))
				await this.http.interrupt(promptId);
		} catch (error) {
			if (!(error instanceof HttpError) && !(error instanceof Error)) throw error;
		}
	}

	/**
	 * Something happened of which no frame told. Unless one comes within `soonMs` that was merely late, or one
	 * came within `lookMs` before, the socket is deaf: then it is replaced.
	 */
	listenAgain(times: { soonMs: number; lookMs: number }, promptId: string): void {
		const { clock, log, socket } = this;
		if (!socket.isOpen || clock.now() - socket.lastFrameAt < times.lookMs) return;
		const before = socket.lastFrameAt;
		void clock.sleep(times.soonMs).then(() => {
			if (!socket.isOpen || socket.lastFrameAt !== before) return;
			log.warn("the socket to ComfyUI is deaf; connecting again", { prompt_id: promptId });
			socket.reconnect();
		});
	}

	/**
	 * Asks ComfyUI what it is and remembers it. Where its nodes and files are those of last time the profile is
	 * the same object, and nothing was read. Throws what {@link ComfyHttp} throws.
	 */
	async inspect(): Promise<ComfyProfile> {
		const [stats, info] = await Promise.all([this.http.systemStats(), this.http.objectInfo()]);
		const { argv, comfyui_version } = stats.system;
		const gpu = gpuOf(stats);
		const setup = JSON.stringify([comfyui_version, argv, gpu]);
		const infoHash = createHash("sha256")
			.update(setup)
			.update(withoutOwnFolders(info.raw.toString()))
			.digest("hex");
		if (this.profile?.infoHash === infoHash) return this.profile;
		const capabilities = {
			...summariseObjectInfo(info.read(), comfyui_version ?? "unknown"),
			...reportedSetting(stats, gpu, this.setting),
		};
		this.profile = {
			features: featuresOf(comfyui_version),
			capabilities,
			gpu,
			emulated: isEmulated(stats),
			outputNodes: new Set(capabilities.output_nodes ?? []),
			inputDirectory: inputDirectory(argv, this.setting.folder),
			outputDirectory: outputDirectory(argv, this.setting.folder),
			tempDirectory: tempDirectory(argv, this.setting.folder),
			loraDirectory: loraDirectory(argv, this.setting.folder),
			previewsConfigured: argv.some((arg) => arg.startsWith("--preview-method")),
			packedInfo: await packInfo(info.raw),
			infoHash,
		};
		return this.profile;
	}

	private dispatch(message: ComfyMessage): void {
		if (message.type === "status") return;
		const named = "prompt" in message ? message.prompt : null;
		if (named !== null) this.current = named;
		// After a reconnect "executing" comes without an id: it may be about a prompt that is over for us.
		const anonymous = message.type === "preview" || message.type === "text";
		const target = named ?? (anonymous ? this.current : null);
		for (const [id, listener] of this.listeners) {
			if (id === target) listener.message(message);
			else if (named !== null) listener.alive();
		}
	}
}

/** ComfyUI names devices like "cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync". */
export function gpuOf(stats: SystemStats): ComfyProfile["gpu"] {
	const device = stats.devices[0];
	if (device === undefined) return { name: "unknown", vram_bytes: 0, type: "unknown" };
	const name = device.name.replace(/^\w+:\d+ /, "").replace(/ : \w+$/, "");
	return {
		name: name.slice(0, 200),
		vram_bytes: Math.max(0, Math.round(device.vram_total)),
		type: device.type.slice(0, 50),
	};
}

function isEmulated(stats: SystemStats): boolean {
	return z
		.object({ emulator: z.unknown().refine((e) => e !== undefined && e !== false) })
		.safeParse(stats.system).success;
}
