//! What next: items to recommend, and the next best action.
