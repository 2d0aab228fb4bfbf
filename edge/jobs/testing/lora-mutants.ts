import { isTerminal } from "../../contract/status.ts";
import { moveStage, mutant, twisted } from "./mutant.ts";
import type { Decide } from "./world.ts";

/** Mistakes with LoRAs that are waited for. */
export const LORA_MUTANTS: Readonly<Record<string, Decide>> = {
	loraIsNotWaitedFor: twisted((decision, command) => {
		if (command.type !== "open" || !("lora" in command.opening)) return;
		for (const stage of decision.state.stages) {
			if (stage.key !== command.stage || stage.status !== "waiting") continue;
			stage.lora = null;
			moveStage(decision, stage, "skipped");
		}
	}),
	loraThatCameIsNotNoted: mutant((_, command) =>
		command.type === "lora" ? { ...command, lora: "other@1" } : undefined,
	),
	loraThatWillNotComeOpens: mutant((_, command) =>
		command.type === "lora" ? { ...command, failure: null } : undefined,
	),
	loraWaitOutlivesItsStage: twisted(({ state }, _, before) => {
		for (const [i, stage] of state.stages.entries())
			if (isTerminal(stage.status)) stage.lora = before.stages[i]?.lora ?? null;
	}),
	loraWaitIsNotTold: twisted((decision, command, before) => {
		if (command.type !== "lora") return;
		for (const [i, stage] of decision.state.stages.entries())
			if (stage.status === "ready") stage.status = before.stages[i]?.status ?? "ready";
	}),
};
