//! WebAssembly bindings: conversion only.
