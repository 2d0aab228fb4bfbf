import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ProjectResource } from "../../../contract/projects/projects.ts";
import { changeProject } from "../../api/projects.ts";
import { problemsOf } from "../../api.ts";
import { useBoardChange } from "../../live/project.ts";
import { FormDialog } from "../../ui/dialog/form-dialog.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Select } from "../../ui/form/select.tsx";
import { TextArea } from "../../ui/form/text-area.tsx";
import { words } from "./words.ts";

type Ratio = NonNullable<ProjectResource["aspect_ratio"]>;
/** Each of the contract's, by name: the compiler says where one is missing. */
const RATIOS = Object.keys({ "16:9": 1, "9:16": 1, "1:1": 1, "4:5": 1 } satisfies Record<
	Ratio,
	1
>) as Ratio[];
const OWN = "own";

/** What every picture of the storyboard is made with. */
export function SettingsDialog({ project, onClose }: { project: ProjectResource; onClose(): void }) {
	const say = words.use();
	const { reload } = useBoardChange(project.id);
	const [name, setName] = useState(project.name);
	const [ratio, setRatio] = useState<Ratio | typeof OWN>(project.aspect_ratio ?? OWN);
	const [negative, setNegative] = useState(project.negative_prompt ?? "");
	const save = useMutation({
		mutationFn: () =>
			changeProject(project.id, {
				name: name.trim(),
				aspect_ratio: ratio === OWN ? null : ratio,
				negative_prompt: negative.trim() === "" ? null : negative.trim(),
			}),
		onSuccess: async () => {
			await reload();
			onClose();
		},
	});
	const { fields, problem } = problemsOf(save.error);
	const options: (readonly [Ratio | typeof OWN, string])[] = [
		[OWN, say("aspect_own")],
		...RATIOS.map((one) => [one, one] as const),
	];
	return (
		<FormDialog
			open
			onClose={onClose}
			title={say("settings")}
			text={say("settings_text")}
			go={say("save")}
			busy={save.isPending}
			problem={problem}
			onSubmit={() => save.mutate()}
		>
			<Field
				label={say("name")}
				value={name}
				maxLength={200}
				dir="auto"
				error={fields.get("/name")}
				onChange={(event) => setName(event.target.value)}
			/>
			<Select<Ratio | typeof OWN> label={say("aspect")} value={ratio} options={options} onChange={setRatio} />
			<TextArea
				label={say("negative")}
				value={negative}
				rows={2}
				maxLength={4000}
				error={fields.get("/negative_prompt")}
				onChange={setNegative}
			/>
		</FormDialog>
	);
}
