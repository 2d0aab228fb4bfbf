import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { TrainingResource } from "../../../contract/training/trainings.ts";
import { createComparison } from "../../api/trainings.ts";
import { problemsOf } from "../../api.ts";
import { FormDialog } from "../../ui/dialog/form-dialog.tsx";
import { Field } from "../../ui/form/field.tsx";
import { TextArea } from "../../ui/form/text-area.tsx";
import { words } from "./words.ts";

interface Props {
	training: TrainingResource;
	/** Checkpoints with weights, and those of the last step. */
	weights: number;
	open: boolean;
	onClose(): void;
}

const linesOf = (text: string) => text.split("\n").flatMap((line) => line.trim() || []);
const seedsOf = (text: string) =>
	text.split(/[\s,;]+/).flatMap((one) => (/^\d{1,15}$/.test(one) ? [Number(one)] : []));

/** What is to be shown, a scene on each line, and with which seeds; how many pictures that makes is told before. */
export function CompareDialog({ training, weights, open, onClose }: Props) {
	const say = words.use();
	const queries = useQueryClient();
	const [prompts, setPrompts] = useState("");
	const [seeds, setSeeds] = useState("1, 2");
	const asked = { prompts: linesOf(prompts), seeds: seedsOf(seeds) };
	const compare = useMutation({
		mutationFn: () => createComparison(training.id, asked),
		onSuccess: async (made) => {
			queries.setQueryData(["comparison", training.id], made);
			onClose();
			await queries.invalidateQueries({ queryKey: ["training", training.id] });
		},
	});
	const { fields, problem } = problemsOf(compare.error);
	const wrong = (name: string) => [...fields].find(([at]) => at.startsWith(`/${name}`))?.[1];
	const other = [...fields].find(([at]) => !/^\/(prompts|seeds)/.test(at))?.[1];
	const pictures = asked.prompts.length * asked.seeds.length * (weights + 1);
	return (
		<FormDialog
			open={open}
			onClose={onClose}
			title={say("compare")}
			text={say("compare_dialog")}
			go={pictures === 0 ? say("compare") : say("make_pictures", { n: pictures })}
			disabled={pictures === 0}
			busy={compare.isPending}
			problem={problem ?? other}
			onSubmit={() => compare.mutate()}
		>
			<TextArea
				label={say("prompts")}
				hint={say("prompts_hint", { trigger: training.trigger })}
				value={prompts}
				rows={4}
				error={wrong("prompts")}
				onChange={setPrompts}
			/>
			<Field
				label={say("seeds")}
				hint={say("seeds_hint")}
				value={seeds}
				dir="ltr"
				inputMode="numeric"
				error={wrong("seeds")}
				onChange={(event) => setSeeds(event.target.value)}
			/>
		</FormDialog>
	);
}
