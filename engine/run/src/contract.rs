//! What every executor must do, whatever lies between it and its client.
