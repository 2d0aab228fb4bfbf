import { useState } from "react";
import type { DatasetRequest } from "../../../contract/training/datasets.ts";
import { createDataset } from "../../api/datasets.ts";
import { useCreate } from "../../app/editing/creating.ts";
import { FormDialog } from "../../ui/dialog/form-dialog.tsx";
import { Checkbox } from "../../ui/form/checkbox.tsx";
import { Field } from "../../ui/form/field.tsx";
import { NameField } from "../../ui/form/name-field.tsx";
import { Select } from "../../ui/form/select.tsx";
import { words } from "./words.ts";

export function CreateDialog({ open, onClose }: { open: boolean; onClose(): void }) {
	const say = words.use();
	const [name, setName] = useState("");
	const [trigger, setTrigger] = useState("");
	const [preset, setPreset] = useState<DatasetRequest["preset"]>("any");
	const [asymmetric, setAsymmetric] = useState(false);
	const { fields, problem, busy, submit } = useCreate({
		make: () => createDataset({ name, trigger_word: trigger.trim(), preset, asymmetric }),
		list: "datasets",
		to: (made) => `/datasets/${made.name}`,
	});
	return (
		<FormDialog
			open={open}
			onClose={onClose}
			title={say("create")}
			go={say("create_yes")}
			busy={busy}
			disabled={name === "" || trigger.trim() === ""}
			problem={problem}
			onSubmit={submit}
		>
			<NameField
				label={say("name")}
				hint={say("name_hint")}
				value={name}
				error={fields.get("/name")}
				onChange={setName}
			/>
			<Field
				label={say("trigger")}
				hint={say("trigger_hint")}
				value={trigger}
				maxLength={100}
				autoComplete="off"
				dir="auto"
				error={fields.get("/trigger_word")}
				onChange={(event) => setTrigger(event.target.value)}
			/>
			<Select<DatasetRequest["preset"]>
				label={say("preset")}
				value={preset}
				options={[
					["any", say("preset_any")],
					["sheet", say("preset_sheet")],
					["manga", say("preset_manga")],
					["thirty", say("preset_thirty")],
				]}
				onChange={setPreset}
			/>
			<Checkbox
				label={say("asymmetric")}
				hint={say("asymmetric_hint")}
				checked={asymmetric}
				onToggle={setAsymmetric}
			/>
		</FormDialog>
	);
}
