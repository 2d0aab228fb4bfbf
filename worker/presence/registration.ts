import {
	type RegisterReply,
	type RegisterRequest,
	SAFE_COMFYUI_VERSION,
} from "../../edge/contract/workers/workers.ts";
import { compareVersions } from "../../workflows/graph/versions.ts";
import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import type { Comfy, ComfyProfile } from "../comfyui/comfy.ts";
import type { PackedInfo } from "../comfyui/packed-info.ts";
import { OLDEST_COMFYUI } from "../comfyui/wire/version.ts";
import type { EdgeClient } from "../edge-api/client.ts";
import { fatalOf } from "../edge-api/errors.ts";
import { type Clock, fullJitter, sleep } from "../process/clock.ts";
import { type Config, WORKER_VERSION } from "../process/config.ts";
import { EXIT, Fatal } from "../process/exit.ts";
import type { Logger } from "../process/log.ts";
import { type KnownTrainer, knownTrainers, type TrainerSetting } from "../trainers/known-trainers.ts";

/** What of the configuration says who it is, and what it has beside ComfyUI. */
export type Identity = Pick<Config, "WORKER_NAME" | "MACHINE_NAME"> & TrainerSetting;

/** What a worker has told the edge that its ComfyUI has. */
export interface Promised {
	capabilities: Capabilities;
	/** See {@link ComfyProfile}. */
	infoHash: string;
}

/** Tells the edge what this worker's ComfyUI is, and remembers under which name the edge knows it. */
export class Registration {
	private readonly config: Identity;
	private readonly comfy: Comfy;
	private readonly edge: EdgeClient;
	private readonly clock: Clock;
	private readonly log: Logger;
	private readonly signal: AbortSignal;
	private readonly onRenamed: () => void;
	private reply: RegisterReply | null = null;
	/** What the edge was told last. */
	private told = "";
	/** The version that was warned of. */
	private warned: string | null = null;
	/** What tasks that are claimed now are chosen by; null until it has registered. */
	promised: Promised | null = null;
	/** Programs of this machine that train. */
	private trainers: KnownTrainer[] = [];
	/** It is to take nothing. */
	private meansAway = false;
	/** The edge was told so. */
	private isAway = false;
	/** The look at ComfyUI that is on its way, and the one that waits for it. */
	private check: Promise<void> = Promise.resolve();
	private nextCheck: Promise<void> | null = null;

	constructor(
		config: Identity,
		comfy: Comfy,
		edge: EdgeClient,
		clock: Clock,
		log: Logger,
		/** Ends all trying. */
		signal: AbortSignal,
		/** The edge knows this worker under another id from now on. */
		onRenamed: () => void,
	) {
		this.config = config;
		this.comfy = comfy;
		this.edge = edge;
		this.clock = clock;
		this.log = log;
		this.signal = signal;
		this.onRenamed = onRenamed;
	}

	get workerId(): string {
		return this.reply?.worker_id ?? "";
	}

	get socketPath(): string {
		return this.reply?.socket ?? "/";
	}

	get leaseMs(): number {
		return this.reply?.lease_ms ?? 30_000;
	}

	/** Registers, trying until it succeeds. Throws {@link Fatal} where trying again is no use. */
	async register(): Promise<void> {
		for (let tries = 0; !this.signal.aborted; tries++) {
			try {
				const profile = this.comfy.profile ?? (await this.inspect());
				const request = this.introduction(profile);
				const before = this.reply;
				const { packedInfo } = profile;
				this.reply = await this.edge.register({
					...request,
					object_info_sha256: packedInfo?.sha256,
					replaces: before?.worker_id,
				});
				this.told = JSON.stringify(request);
				this.isAway = false;
				// It went away while this was on its way.
				if (this.meansAway) await this.away();
				this.promised = { capabilities: profile.capabilities, infoHash: profile.infoHash };
				if (before !== null) this.onRenamed();
				for (const warning of this.reply.warnings) this.log.warn("the edge warns", { warning });
				const { worker_id, pool } = this.reply;
				this.log.info("registered", { worker_id, pool, comfyui: profile.features.version });
				if (this.reply.wants_object_info && packedInfo !== null) void this.sendInfo(worker_id, packedInfo);
				return;
			} catch (error) {
				if (error instanceof Fatal) throw error;
				const fatal = fatalOf(error);
				if (fatal !== null) throw fatal;
				this.log.warn("registration failed; trying again", { error });
				await sleep(200 + fullJitter(tries, this.clock.random(), 500, 10_000), this.signal);
			}
		}
	}

	/** Registers again because the edge does not know `unknown`, unless that was done meanwhile, or is meant so. */
	async renew(unknown: string): Promise<void> {
		if (this.workerId === unknown && !this.isAway) await this.register();
	}

	/**
	 * ComfyUI may be another one by now, or have other nodes and files: asks it what it is, and registers again if
	 * that has changed or the edge was told that this worker is away. Calls made while one is on its way share the
	 * next one, so that each asks after it was made. Throws what {@link ComfyHttp} throws, and {@link Fatal}.
	 */
	refresh(): Promise<void> {
		if (this.nextCheck !== null) return this.nextCheck;
		const next = this.check.then(() => {
			this.nextCheck = null;
			return this.checkOnce();
		});
		this.nextCheck = next;
		this.check = next.catch(() => undefined);
		return next;
	}

	/** Tells the edge that this worker takes nothing until it is {@link back}. Never throws. */
	async away(): Promise<void> {
		this.meansAway = true;
		if (this.reply === null || this.isAway) return;
		this.isAway = true;
		this.log.warn("told the edge that this worker is away until ComfyUI is back");
		await this.goodbye(this.reply);
	}

	/** As {@link refresh}, and this worker takes tasks again. */
	back(): Promise<void> {
		this.meansAway = false;
		return this.refresh();
	}

	/** Says goodbye, if there was a hello. Never throws. */
	async end(): Promise<void> {
		if (this.reply !== null && !this.isAway) await this.goodbye(this.reply);
	}

	private async checkOnce(): Promise<void> {
		const profile = await this.inspect();
		const before = this.reply;
		if (before === null) return;
		if (this.meansAway) return;
		if (this.isAway) return this.register();
		if (JSON.stringify(this.introduction(profile)) === this.told) {
			// Files outside the capabilities: what is asked about it later is asked about this one.
			this.promised = { capabilities: profile.capabilities, infoHash: profile.infoHash };
			return;
		}
		this.log.info("ComfyUI has other nodes or files now");
		await this.register();
		// Under its old name it would still be offered as able to run what it no longer has.
		await this.goodbye(before);
	}

	/**
	 * What decides which tasks it is offered. The object_info is not part of it: that lists files of ComfyUI's
	 * folders too, and a worker must not become another one because of a file.
	 */
	private introduction(profile: ComfyProfile): RegisterRequest {
		const { gpu, emulated, capabilities } = profile;
		const { WORKER_NAME: name, MACHINE_NAME: machine } = this.config;
		const trainers = this.trainers.map(({ trainer, version }) => ({ trainer, version, device: gpu.type }));
		return {
			...{ name, machine, version: WORKER_VERSION, gpu, emulated },
			capabilities: trainers.length === 0 ? capabilities : { ...capabilities, trainers },
		};
	}

	private async goodbye(reply: RegisterReply): Promise<void> {
		await this.edge.deregister(reply.worker_id).catch((error: unknown) => {
			this.log.debug("could not say goodbye", { error });
		});
	}

	/** Tells the edge what the nodes are, beside the work. Never throws: without it, work goes on as well. */
	private async sendInfo(worker: string, info: PackedInfo): Promise<void> {
		try {
			await this.edge.sendObjectInfo(worker, info, this.signal);
			this.log.info("sent object_info", { bytes: info.bytes.length });
		} catch (error) {
			this.log.warn("could not send object_info; the edge asks again at the next registration", { error });
		}
	}

	/** Asks ComfyUI what it is. Throws {@link Fatal} for one that is too old to be driven. */
	async inspect(): Promise<ComfyProfile> {
		this.trainers = await knownTrainers(this.config);
		const profile = await this.comfy.inspect();
		const { version, promptId } = profile.features;
		if (!promptId)
			throw new Fatal(
				`ComfyUI ${version} is too old: this worker needs ${OLDEST_COMFYUI} or newer`,
				EXIT.comfyTooOld,
			);
		if (compareVersions(version, SAFE_COMFYUI_VERSION) < 0 && this.warned !== version) {
			this.warned = version;
			this.log.warn(`ComfyUI ${version} has known path flaws; ${SAFE_COMFYUI_VERSION} or newer is advised`);
		}
		return profile;
	}
}
