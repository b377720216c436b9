package org.silobridge.catalogue.contract;

import org.silobridge.model.ContractName;

/** What a dataset is registered under: a contract in one major, whose newest version holds. */
public record ContractMajor(ContractName name, int major) {}
