import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Des visages qui restent les mêmes d’une image à l’autre.",
	create: "Nouveau personnage",
	create_title: "Qui est-ce ?",
	create_text: "Un nom et quelques mots suffisent. Viennent ensuite quatre vues de référence.",
	create_yes: "Créer",
	name: "Nom",
	name_missing: "Donnez-lui un nom",
	description: "Apparence et vêtements",
	description_hint: "Avec vos mots. Le texte figure dans chaque prompt de ce personnage.",
	no_looks: "Pas encore décrit",
	no_references: "Pas encore de références",
	empty_title: "Il n’y a encore personne",
	empty_text:
		"Créez un personnage : dites qui c’est, et quatre vues en font la même personne sur chaque image.",
	more: "Afficher plus",
});
