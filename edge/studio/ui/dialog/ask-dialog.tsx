import { Button } from "../button/button.tsx";
import { Dialog } from "./dialog.tsx";

interface Props {
	open: boolean;
	onClose(): void;
	/** What would be done, as a question or by its name. */
	title: string;
	/** What follows from it. */
	text: string;
	no: string;
	yes: string;
	/** What goes cannot be had back. */
	danger?: boolean;
	/** The dialog is closed by then. */
	onYes(): void;
}

/** Asks whether it is meant, before what cannot be undone. */
export function AskDialog({ open, onClose, title, text, no, yes, danger = false, onYes }: Props) {
	return (
		<Dialog
			open={open}
			onClose={onClose}
			title={title}
			text={text}
			actions={
				<>
					<Button onClick={onClose}>{no}</Button>
					<Button
						look={danger ? "danger" : "primary"}
						onClick={() => {
							onClose();
							onYes();
						}}
					>
						{yes}
					</Button>
				</>
			}
		/>
	);
}
