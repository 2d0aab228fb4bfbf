import { useState } from "react";
import { Button } from "../ui/button/button.tsx";
import { AskDialog } from "../ui/dialog/ask-dialog.tsx";
import { FormDialog } from "../ui/dialog/form-dialog.tsx";
import { SecretDialog } from "../ui/dialog/secret-dialog.tsx";
import { Checkbox } from "../ui/form/checkbox.tsx";
import { Field } from "../ui/form/field.tsx";
import { FieldError } from "../ui/form/field-error.tsx";
import { FileDrop } from "../ui/form/file-drop.tsx";
import { NameField } from "../ui/form/name-field.tsx";
import { TextArea } from "../ui/form/text-area.tsx";
import { Part } from "./part.tsx";

/** What somebody fills in, is asked and is told once. */
export function FormParts() {
	const [text, setText] = useState("Several lines,\nwhich grow with what is in them");
	const [name, setName] = useState("mia");
	const [checked, setChecked] = useState(true);
	const [open, setOpen] = useState<"ask" | "danger" | "form" | "secret" | null>(null);
	const close = () => setOpen(null);
	return (
		<>
			<Part name="NameField, TextArea, Checkbox, FieldError, FileDrop">
				<NameField
					label="Name"
					hint="What it is called by"
					value={name}
					error={undefined}
					onChange={setName}
				/>
				<TextArea
					label="Counted"
					hint="What helps to fill it in"
					value={text}
					maxLength={200}
					onChange={setText}
				/>
				<TextArea label="Wrong" error="It may not be empty" value="" onChange={() => {}} />
				<Checkbox label="Checkbox" hint="What it brings along" checked={checked} onToggle={setChecked} />
				<Checkbox label="Disabled" disabled checked={false} onToggle={() => {}} />
				<FieldError error="One of them has to be chosen" />
				<FileDrop title="A file" text="PNG or JSON" accept=".json" choose="Choose" onFile={() => {}} />
				<FileDrop
					compact
					title="Another file"
					text="PNG or JSON"
					accept=".json"
					choose="Choose"
					error="It is a film"
					onFile={() => {}}
				/>
			</Part>
			<Part name="AskDialog, FormDialog, SecretDialog">
				<div className="flex flex-wrap gap-3">
					<Button onClick={() => setOpen("ask")}>Ask</Button>
					<Button onClick={() => setOpen("danger")}>Ask before it is gone</Button>
					<Button onClick={() => setOpen("form")}>Form</Button>
					<Button onClick={() => setOpen("secret")}>Secret</Button>
				</div>
				<AskDialog
					open={open === "ask" || open === "danger"}
					danger={open === "danger"}
					onClose={close}
					title="Is it meant?"
					text="What follows from it."
					no="Keep it"
					yes="Do it"
					onYes={() => {}}
				/>
				<FormDialog
					open={open === "form"}
					onClose={close}
					title="A few fields"
					go="Send"
					problem="What is wrong with none of them"
					onSubmit={close}
				>
					<Field label="Name" />
				</FormDialog>
				<SecretDialog
					title="A new key"
					text="It is shown this once."
					secret={open === "secret" ? "dk_test_0000" : null}
					done="Done"
					onClose={close}
				/>
			</Part>
		</>
	);
}
