// In Node: ready at import. `require` and `import` share one module, so what one made the other can use.
export * from "./node.cjs";
