import { type ReactNode, useId } from "react";
import { shell } from "../../words/shell.ts";
import { Button } from "../button/button.tsx";
import { Dialog } from "./dialog.tsx";

interface Props {
	open: boolean;
	onClose(): void;
	title: string;
	text?: string;
	/** On the button that sends it. */
	go: string;
	busy?: boolean;
	/** There is nothing to send yet. */
	disabled?: boolean;
	/** What is wrong with none of the fields. */
	problem?: string | undefined;
	onSubmit(): void;
	/** The fields. */
	children: ReactNode;
}

/** A few fields that are sent together. */
export function FormDialog(props: Props) {
	const {
		open,
		onClose,
		title,
		text,
		go,
		busy = false,
		disabled = false,
		problem,
		onSubmit,
		children,
	} = props;
	const common = shell.use();
	const form = useId();
	return (
		<Dialog
			open={open}
			onClose={onClose}
			title={title}
			{...(text !== undefined && { text })}
			actions={
				<>
					<Button onClick={onClose}>{common("close")}</Button>
					<Button type="submit" form={form} look="primary" busy={busy} disabled={disabled}>
						{go}
					</Button>
				</>
			}
		>
			<form
				id={form}
				className="space-y-5"
				noValidate
				onSubmit={(event) => {
					event.preventDefault();
					onSubmit();
				}}
			>
				{children}
				<p role="alert" className="font-medium text-bad empty:hidden">
					{problem}
				</p>
			</form>
		</Dialog>
	);
}
