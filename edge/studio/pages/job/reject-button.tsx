import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { words } from "./words.ts";

/** Refuses what a stage made, with a reason. The job fails by it, so it is asked for once more. */
export function RejectButton({ busy, onReject }: { busy: boolean; onReject(reason: string): void }) {
	const say = words.use();
	const [open, setOpen] = useState(false);
	const [reason, setReason] = useState("");
	const submit = (event: FormEvent) => {
		event.preventDefault();
		setOpen(false);
		onReject(reason.trim());
	};
	return (
		<>
			<Button look="danger" disabled={busy} onClick={() => setOpen(true)}>
				{say("reject")}
			</Button>
			<Dialog open={open} onClose={() => setOpen(false)} title={say("reject")} text={say("reject_text")}>
				<form onSubmit={submit} className="space-y-4">
					<Field
						label={say("reject_reason")}
						maxLength={1000}
						value={reason}
						onChange={(event) => setReason(event.target.value)}
					/>
					<div className="flex justify-end">
						<Button type="submit" look="danger">
							{say("reject_go")}
						</Button>
					</div>
				</form>
			</Dialog>
		</>
	);
}
