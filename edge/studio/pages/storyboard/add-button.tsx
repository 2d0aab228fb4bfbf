import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ProjectResource } from "../../../contract/projects/projects.ts";
import { addShots } from "../../api/projects.ts";
import { useBoardChange } from "../../live/project.ts";
import { Button, type ButtonLook } from "../../ui/button/button.tsx";
import { FormDialog } from "../../ui/dialog/form-dialog.tsx";
import { TextArea } from "../../ui/form/text-area.tsx";
import { batchesOf, shotsOf } from "../script.ts";
import { words } from "./words.ts";

/** Takes more of the script. */
export function AddButton({ project, look }: { project: ProjectResource; look?: ButtonLook }) {
	const say = words.use();
	const { reload } = useBoardChange(project.id);
	const [open, setOpen] = useState(false);
	const [script, setScript] = useState("");
	const shots = shotsOf(script);
	const add = useMutation({
		mutationFn: async () => {
			for (const batch of batchesOf(shots)) await addShots(project.id, batch);
		},
		onSuccess: () => {
			setOpen(false);
			setScript("");
		},
		onSettled: reload,
	});
	return (
		<>
			<Button icon="plus" look={look ?? "plain"} onClick={() => setOpen(true)}>
				{say("add")}
			</Button>
			<FormDialog
				open={open}
				onClose={() => setOpen(false)}
				title={say("add")}
				go={say("add")}
				busy={add.isPending}
				disabled={shots.length === 0}
				onSubmit={() => add.mutate()}
			>
				<TextArea
					label={say("script")}
					hint={say("add_hint")}
					value={script}
					rows={7}
					error={add.error?.message}
					onChange={setScript}
				/>
			</FormDialog>
		</>
	);
}
