"""What people say of how they were served."""
