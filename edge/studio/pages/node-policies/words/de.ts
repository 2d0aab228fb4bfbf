import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Welche Nodes die eigenen Graphen eines Kontos haben dürfen. Die Bibliothek ist nicht daran gebunden.",
	account: "Konto-Id",
	account_hint: "Beginnt mit acc_",
	show: "Anzeigen",
	is_default: "Es gilt die übliche Regel: jeder Node, der im Graphen bleibt.",
	every: "Jeder Node, der nicht verboten ist",
	allow: "Erlaubt",
	deny: "Verboten",
	trusted: "Über den Graphen hinaus vertraut",
	trusted_hint: "Sie lesen oder schreiben Dateien oder erreichen das Netz",
	patterns_hint: "Eine Klasse je Zeile, oder ihr Anfang und ein *",
	save: "Speichern",
	saved: "Gespeichert",
});
