import { type FormEvent, useId, useState } from "react";
import type { NewWebhook, WebhookEvent } from "../../../contract/webhooks.ts";
import { Refusal } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
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
	const form = useId();
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
	const fields = create.error instanceof Refusal ? create.error.fields : new Map<string, string>();
	const submit = (event: FormEvent) => {
		event.preventDefault();
		create.mutate({ url: url.trim(), description, ...(events === null ? {} : { events: [...events] }) });
	};
	return (
		<Dialog
			open={open}
			onClose={onClose}
			title={say("create")}
			actions={
				<Button look="primary" type="submit" form={form} busy={create.isPending}>
					{say("create")}
				</Button>
			}
		>
			<form id={form} onSubmit={submit} className="space-y-5">
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
					<p role="alert" className="mt-1.5 text-sm font-medium text-bad empty:hidden">
						{fields.get("/events")}
					</p>
				</fieldset>
				<p role="alert" className="font-medium text-bad empty:hidden">
					{create.error && fields.size === 0 && create.error.message}
				</p>
			</form>
		</Dialog>
	);
}
