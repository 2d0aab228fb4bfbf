import type { KeptLora } from "../../workflows/plan/loras.ts";
import type { PendingLora } from "./awaited.ts";

/** What a LoRA that is not there yet is planned with, so that a request can be looked at before it comes. Pure. */
export interface StandIn extends KeptLora {
	pending: PendingLora;
}

/** None of them is the id of an asset that there is. */
export function standIns(pending: readonly PendingLora[]): StandIn[] {
	return pending.map((one, i) => ({
		name: one.name,
		version: one.version,
		family: one.family,
		asset_id: `ast_${String(i).padStart(26, "0")}`,
		sha256: String(i).padStart(64, "0"),
		pending: one,
	}));
}
