import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Quais nós os grafos próprios de uma conta podem ter. A biblioteca não está sujeita a isso.",
	account: "Id da conta",
	account_hint: "Começa com acc_",
	show: "Mostrar",
	is_default: "Vale a política padrão: todo nó que fica dentro do grafo.",
	every: "Todo nó que não for negado",
	allow: "Permitidos",
	deny: "Negados",
	trusted: "Confiáveis além do grafo",
	trusted_hint: "Leem ou gravam arquivos, ou acessam a rede",
	patterns_hint: "Uma classe por linha, ou o início de uma e um *",
	save: "Salvar",
	saved: "Salvo",
});
