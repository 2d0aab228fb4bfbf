import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Quels nœuds les graphes d’un compte peuvent avoir. La bibliothèque n’y est pas soumise.",
	account: "Id du compte",
	account_hint: "Il commence par acc_",
	show: "Afficher",
	is_default: "La politique habituelle s’applique : tout nœud qui reste dans le graphe.",
	every: "Tout nœud qui n’est pas refusé",
	allow: "Autorisés",
	deny: "Refusés",
	trusted: "De confiance au-delà du graphe",
	trusted_hint: "Ils lisent ou écrivent des fichiers, ou accèdent au réseau",
	patterns_hint: "Une classe par ligne, ou son début et un *",
	save: "Enregistrer",
	saved: "Enregistré",
});
