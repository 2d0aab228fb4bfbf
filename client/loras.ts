import type * as z from "zod";
import {
	LORA_PARTS,
	type LoraResource,
	type loraChangeSchema,
	type loraRequestSchema,
	loraSchema,
} from "../edge/contract/training/loras.ts";
import { type Ask, allOf, askJson } from "./ask.ts";
import { DarkroomError } from "./sdk/errors.ts";

type Request = z.input<typeof loraRequestSchema>;

/** LoRAs that jobs name as `name@version`, and every worker can be given. */
export class Loras {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	/** All LoRAs of the account, by name. */
	list(): AsyncGenerator<LoraResource> {
		return allOf(this.ask, "/v1/loras", {}, loraSchema);
	}

	async get(name: string): Promise<LoraResource> {
		return loraSchema.parse(await askJson(this.ask, "GET", pathOf(name)));
	}

	/**
	 * Uploads a .safetensors file as a LoRA, or as its next version. Bytes that the account has as a LoRA already are
	 * not sent again. Throws DarkroomError with what is wrong with the file. The file is held in memory once.
	 */
	async upload(file: Blob, request: Omit<Request, "asset" | "upload">): Promise<LoraResource> {
		const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
		const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
		const parts = Math.max(1, Math.ceil(file.size / LORA_PARTS.bytes));
		const asked = { ...request, upload: { sha256, parts } };
		try {
			return await this.create(asked);
		} catch (error) {
			const missing =
				error instanceof DarkroomError && error.problem?.errors.some(({ code }) => code === "missing");
			if (!missing) throw error;
		}
		for (let part = 0; part < parts; part++) {
			const body = file.slice(part * LORA_PARTS.bytes, (part + 1) * LORA_PARTS.bytes);
			const headers = { "content-type": "application/octet-stream" };
			await this.ask("PUT", `/v1/lora-uploads/${sha256}?part=${part}&parts=${parts}`, { body, headers });
		}
		return this.create(asked);
	}

	/** Makes a LoRA of a file that is there: an asset, or parts that were put. */
	async create(request: Request, idempotencyKey: string = crypto.randomUUID()): Promise<LoraResource> {
		return loraSchema.parse(await askJson(this.ask, "POST", "/v1/loras", request, idempotencyKey));
	}

	/** Changes what is named; `promoted` recommends that version. */
	async change(name: string, change: z.input<typeof loraChangeSchema>): Promise<LoraResource> {
		return loraSchema.parse(await askJson(this.ask, "PATCH", pathOf(name), change));
	}

	/** Deletes a LoRA with all its versions, or one of them; jobs that were submitted keep what they need. */
	async delete(name: string, version?: number): Promise<void> {
		await this.ask("DELETE", version === undefined ? pathOf(name) : `${pathOf(name)}/versions/${version}`);
	}
}

function pathOf(name: string): string {
	return `/v1/loras/${encodeURIComponent(name)}`;
}
