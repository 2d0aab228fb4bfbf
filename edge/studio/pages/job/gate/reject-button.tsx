import { useState } from "react";
import { Button } from "../../../ui/button/button.tsx";
import { FormDialog } from "../../../ui/dialog/form-dialog.tsx";
import { Field } from "../../../ui/form/field.tsx";
import { words } from "../words.ts";

/** Refuses what a stage made, with a reason. The job fails by it, so it is asked for once more. */
export function RejectButton({ busy, onReject }: { busy: boolean; onReject(reason: string): void }) {
	const say = words.use();
	const [open, setOpen] = useState(false);
	const [reason, setReason] = useState("");
	const submit = () => {
		setOpen(false);
		onReject(reason.trim());
	};
	return (
		<>
			<Button look="danger" disabled={busy} onClick={() => setOpen(true)}>
				{say("reject")}
			</Button>
			<FormDialog
				open={open}
				onClose={() => setOpen(false)}
				title={say("reject")}
				text={say("reject_text")}
				go={say("reject_go")}
				onSubmit={submit}
			>
				<Field
					label={say("reject_reason")}
					maxLength={1000}
					value={reason}
					onChange={(event) => setReason(event.target.value)}
				/>
			</FormDialog>
		</>
	);
}
