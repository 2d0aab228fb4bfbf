import { useState } from "react";
import type { LoraRequest } from "../../../contract/training/loras.ts";
import { createLora, putLoraPart } from "../../api/loras.ts";
import { errorAt } from "../../api.ts";
import { useCreate } from "../../app/editing/creating.ts";
import { FormDialog } from "../../ui/dialog/form-dialog.tsx";
import { Progress } from "../../ui/feedback/progress.tsx";
import { Field } from "../../ui/form/field.tsx";
import { FileDrop } from "../../ui/form/file-drop.tsx";
import { NameField } from "../../ui/form/name-field.tsx";
import { Select } from "../../ui/form/select.tsx";
import { useFormat } from "../../words/format.ts";
import { type Fault, faultOf, hashOf, nameFrom, partsOf } from "./lora-file.ts";
import { words } from "./words.ts";

/** Families that LoRAs are for; the file says which, or else its owner. */
const FAMILIES = [
	"sd15",
	"sdxl",
	"flux",
	"flux2",
	"z-image",
	"qwen-image",
	"wan",
	"hunyuan-video",
	"ltx-video",
] as const;
type Family = (typeof FAMILIES)[number] | "";

const FAULTS = {
	not_safetensors: "fault_format",
	pickle: "fault_pickle",
	cut_off: "fault_cut_off",
	no_lora: "fault_no_lora",
	too_large: "fault_large",
	empty: "fault_empty",
} as const satisfies Record<Fault, string>;

/** A file of one's own: what is wrong with it is said before any of it is sent, then it goes up in parts. */
export function UploadDialog({ open, onClose }: { open: boolean; onClose(): void }) {
	const say = words.use();
	const format = useFormat();
	const [file, setFile] = useState<File | null>(null);
	const [fault, setFault] = useState<Fault | null>(null);
	const [name, setName] = useState("");
	const [family, setFamily] = useState<Family>("");
	const [texts, setTexts] = useState({ trigger_word: "", licence: "", note: "" });
	const [share, setShare] = useState(0);
	const create = useCreate({
		make: async () => {
			if (!file) throw new Error(say("choose"));
			const request = { name, ...said(texts), ...(family !== "" && { family }) };
			return createLora({ ...request, upload: await sent(file, setShare) });
		},
		list: "loras",
		to: (made) => `/loras/${made.name}`,
	});
	const take = (next: File) => {
		create.reset();
		setFile(null);
		void faultOf(next).then((found) => {
			setFault(found);
			if (found !== null) return;
			setFile(next);
			setName((now) => now || nameFrom(next.name));
		});
	};
	const { fields } = create;
	const text = (key: keyof typeof texts, most: number, hint?: string) => (
		<Field
			label={say(key)}
			{...(hint !== undefined && { hint })}
			value={texts[key]}
			maxLength={most}
			autoComplete="off"
			dir="auto"
			error={fields.get(`/${key}`)}
			onChange={(event) => setTexts((now) => ({ ...now, [key]: event.target.value }))}
		/>
	);
	return (
		<FormDialog
			open={open}
			onClose={onClose}
			title={say("upload")}
			go={say("upload_yes")}
			busy={create.busy}
			disabled={file === null || name === ""}
			problem={create.problem}
			onSubmit={create.submit}
		>
			<FileDrop
				compact={file !== null}
				title={file ? `${file.name} · ${format.bytes(file.size)}` : say("drop")}
				text={say("drop_text")}
				accept=".safetensors"
				choose={file ? say("choose_other") : say("choose")}
				error={fault === null ? errorAt(fields, "/upload") : say(FAULTS[fault])}
				onFile={take}
			/>
			{create.busy && <Progress label={say("sending")} value={share * 100} />}
			{file !== null && (
				<>
					<NameField
						label={say("name")}
						hint={say("name_hint")}
						value={name}
						error={fields.get("/name")}
						onChange={setName}
					/>
					<Select<Family>
						label={say("family")}
						value={family}
						options={[["", say("family_file")], ...FAMILIES.map((one): [Family, string] => [one, one])]}
						error={fields.get("/family")}
						onChange={setFamily}
					/>
					{text("trigger_word", 100, say("trigger_hint"))}
					{text("licence", 2000)}
					{text("note", 2000)}
				</>
			)}
		</FormDialog>
	);
}

/** What was typed; empty lines say nothing. */
function said(texts: Pick<LoraRequest, "trigger_word" | "licence" | "note"> & Record<string, string | null>) {
	return Object.fromEntries(Object.entries(texts).filter(([, text]) => text?.trim()));
}

/** Sends a file in parts, one after the other. `onShare`: how far it is, 0 to 1: a tenth of it is for its hash. */
async function sent(
	file: File,
	onShare: (share: number) => void,
): Promise<NonNullable<LoraRequest["upload"]>> {
	const sha256 = await hashOf(file, (bytes) => onShare((0.1 * bytes) / file.size));
	const parts = partsOf(file);
	for (const [at, part] of parts.entries()) {
		await putLoraPart(sha256, at, parts.length, part);
		onShare(0.1 + (0.9 * (at + 1)) / parts.length);
	}
	return { sha256, parts: parts.length };
}
