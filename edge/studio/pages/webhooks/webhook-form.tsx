import { useState } from "react";
import type { NewWebhook, WebhookEvent } from "../../../contract/webhooks/webhooks.ts";
import { problemsOf } from "../../api.ts";
import { FormDialog } from "../../ui/dialog/form-dialog.tsx";
import { Checkbox } from "../../ui/form/checkbox.tsx";
import { Field } from "../../ui/form/field.tsx";
import { FieldError } from "../../ui/form/field-error.tsx";
import { EVENTS, useCreateWebhook } from "./requests.ts";
import { words } from "./words.ts";

interface Props {
	open: boolean;
	onClose(): void;
	onMade(made: NewWebhook): void;
}

/** Where events are posted to, and which. */
export function WebhookForm({ open, onClose, onMade }: Props) {
	const say = words.use();
	const [url, setUrl] = useState("");
	const [description, setDescription] = useState("");
	/** Null: everything, later kinds of events too. */
	const [events, setEvents] = useState<readonly WebhookEvent[] | null>(null);
	const create = useCreateWebhook((made) => {
		setUrl("");
		setDescription("");
		setEvents(null);
		onMade(made);
	});
	const { fields, problem } = problemsOf(create.error);
	const submit = () => {
		create.mutate({ url: url.trim(), description, ...(events === null ? {} : { events: [...events] }) });
	};
	return (
		<FormDialog
			open={open}
			onClose={onClose}
			title={say("create")}
			go={say("create")}
			busy={create.isPending}
			problem={problem}
			onSubmit={submit}
		>
			<Field
				label={say("url")}
				hint={say("url_hint")}
				value={url}
				required
				dir="ltr"
				inputMode="url"
				autoComplete="off"
				onChange={(event) => setUrl(event.target.value)}
				error={fields.get("/url")}
			/>
			<Field
				label={say("note")}
				value={description}
				dir="auto"
				autoComplete="off"
				onChange={(event) => setDescription(event.target.value)}
				error={fields.get("/description")}
			/>
			<fieldset>
				<legend className="mb-2 font-medium">{say("hears")}</legend>
				<Checkbox
					label={say("everything")}
					checked={events === null}
					onToggle={(all) => setEvents(all ? null : ["job.succeeded", "job.failed"])}
				/>
				{events !== null && (
					<div className="mt-3 grid gap-2.5 sm:grid-cols-2">
						{EVENTS.map((one) => (
							<Checkbox
								key={one}
								label={
									<span className="font-mono text-sm" dir="ltr">
										{one}
									</span>
								}
								checked={events.includes(one)}
								onToggle={(on) =>
									setEvents(EVENTS.filter((other) => (other === one ? on : events.includes(other))))
								}
							/>
						))}
					</div>
				)}
				<FieldError error={fields.get("/events")} />
			</fieldset>
		</FormDialog>
	);
}
